import { createHash } from 'node:crypto';
import { Agent, fetch as undiciFetch } from 'undici';
import { AppError } from '#shared/errors.ts';
import type { Clock } from './clock.ts';
import type { LlmPurpose } from './llm-client.ts';

/** One outbound call, allowed or not. Bodies are never kept, only their size and hash. */
export interface LedgerEntry {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Host with port. */
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly purpose: LlmPurpose;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** Hex sha256 of the request body; of the empty text where there is none. */
  readonly sha256: string;
  readonly containsDocumentText: boolean;
  /** HTTP status; null when no answer came. */
  readonly status: number | null;
  readonly durationMs: number;
  readonly allowed: boolean;
}

/** What a caller says about its calls, for the ledger. */
export interface CallLabel {
  readonly purpose: LlmPurpose;
  readonly containsDocumentText: boolean;
  /** Given for streamed bodies (files), which are not hashed here. */
  readonly bodySha256?: string;
}

export type FetchLike = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

export interface TransportDeps {
  /** Host names (any port) or host:port the user allowed; loopback is always allowed. Read at every call. */
  readonly allowedHosts: () => readonly string[];
  readonly ledger: (entry: LedgerEntry) => void;
  readonly clock: Clock;
  /** Default: undici with one agent per origin and its own timeouts off. */
  readonly fetch?: FetchLike;
}

export interface Transport {
  /** A `fetch` for one purpose; the only way out of the process. */
  fetchFor(label: CallLabel): FetchLike;
  close(): Promise<void>;
}

/** 127.0.0.0/8, ::1 and localhost. */
export function isLoopbackHost(hostname: string): boolean {
  return /^(127(?:\.\d{1,3}){3}|localhost|\[?::1\]?)$/u.test(hostname.toLowerCase());
}

export function isAllowedUrl(url: URL, allowedHosts: readonly string[]): boolean {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return false;
  if (isLoopbackHost(url.hostname)) return true;
  return allowedHosts.some((allowed) => {
    const wanted = allowed.toLowerCase();
    return wanted === url.hostname || wanted === url.host;
  });
}

const connectTimeoutMs = 5_000;

/**
 * The one outbound path: allow-list, ledger, no redirects, one connection pool per origin.
 * Deadlines are the caller's (an AbortSignal), because undici's own cut slow models off.
 */
export function createTransport(deps: TransportDeps): Transport {
  const agents = new Map<string, Agent>();
  const agentFor = (origin: string): Agent => {
    const known = agents.get(origin);
    if (known !== undefined) return known;
    const agent = new Agent({
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: connectTimeoutMs },
      connections: 16,
      keepAliveTimeout: 10_000,
    });
    agents.set(origin, agent);
    return agent;
  };
  const send: FetchLike = deps.fetch ?? ((input, init) => pooledFetch(input, init, agentFor));

  const call = async (
    label: CallLabel,
    input: string | URL | Request,
    init: RequestInit = {},
  ): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    const time = deps.clock.now();
    const started = deps.clock.ticks();
    const body = describeBody(init.body);
    let written = false;
    const write = (status: number | null, responseBytes: number, allowed: boolean): void => {
      if (written) return;
      written = true;
      deps.ledger({
        time,
        host: url.host,
        method: init.method ?? 'GET',
        path: url.pathname,
        purpose: label.purpose,
        requestBytes: allowed ? body.bytes : 0,
        responseBytes,
        sha256: label.bodySha256 ?? body.sha256,
        containsDocumentText: label.containsDocumentText,
        status,
        durationMs: deps.clock.ticks() - started,
        allowed,
      });
    };
    if (!isAllowedUrl(url, deps.allowedHosts())) {
      write(null, 0, false);
      throw new AppError(
        'PRIVACY_BLOCKED',
        `The connection to ${url.host} was not made: this host is not allowed.`,
        {
          action: 'Allow the host in the settings if text may be sent there.',
        },
      );
    }
    let response: Response;
    try {
      response = await send(url.href, { ...init, redirect: 'manual' });
    } catch (error) {
      write(null, 0, true);
      throw error;
    }
    if (response.status >= 300 && response.status < 400 && response.status !== 304) {
      write(response.status, 0, true);
      await response.body?.cancel();
      throw redirected(url, response.headers.get('location'));
    }
    return counted(response, (bytes) => write(response.status, bytes, true));
  };

  return {
    fetchFor: (label) => (input, init) => call(label, input, init),
    close: async () => {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
      agents.clear();
    },
  };
}

function redirected(from: URL, location: string | null): AppError {
  const to = location === null ? null : URL.parse(location, from.href);
  return new AppError(
    'PRIVACY_BLOCKED',
    `${from.host} sent the request on to ${to?.host ?? 'an unnamed place'}; it was not followed and nothing was sent there.`,
    { action: 'Check the server address; if the new one is right, set it in the settings.' },
  );
}

function describeBody(body: RequestInit['body']): { bytes: number; sha256: string } {
  if (typeof body === 'string' || body instanceof Uint8Array) {
    return { bytes: Buffer.byteLength(body), sha256: createHash('sha256').update(body).digest('hex') };
  }
  const bytes = body instanceof Blob ? body.size : 0;
  return { bytes, sha256: createHash('sha256').digest('hex') };
}

/** The same response with a body that counts its bytes and reports once, at its end or when it is dropped. */
function counted(response: Response, done: (bytes: number) => void): Response {
  const { body } = response;
  if (body === null) {
    done(0);
    return response;
  }
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  let bytes = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        const { done: ended, value } = await reader.read();
        if (ended) {
          done(bytes);
          controller.close();
          return;
        }
        bytes += value.byteLength;
        controller.enqueue(value);
      } catch (error) {
        done(bytes);
        controller.error(error);
      }
    },
    cancel: async (reason) => {
      done(bytes);
      await reader.cancel(reason);
    },
  });
  return new Response(stream, {
    status: response.status,
    statusText: response.statusText,
    headers: [...response.headers],
  });
}

/** undici's own fetch with undici's own agent: mixing in the global fetch breaks when the versions differ. */
function pooledFetch(
  input: string | URL | Request,
  init: RequestInit | undefined,
  agentFor: (origin: string) => Agent,
): Promise<Response> {
  const url = input instanceof Request ? input.url : input.toString();
  const options = { ...init, dispatcher: agentFor(new URL(url).origin) };
  const answer: unknown = undiciFetch(url, options as Parameters<typeof undiciFetch>[1]);
  return answer as Promise<Response>;
}
