import { createHash } from 'node:crypto';
import { Agent, fetch as undiciFetch, request as undiciRequest } from 'undici';
import { hostWithPort, isLoopbackHost } from '#shared/domain/address.ts';
import { mostInFlight } from '#shared/domain/annotator.ts';
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

/** An answer whose body is read once, chunk by chunk; leaving the loop early closes the connection. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface TransportDeps {
  /**
   * Host names (any port) or host:port the user allowed for calls of this purpose; loopback is always allowed. Read at
   * every call.
   */
  readonly allowedHosts: (purpose: LlmPurpose) => readonly string[];
  readonly ledger: (entry: LedgerEntry) => void;
  readonly clock: Clock;
  /** Default: undici with one agent per origin and its own timeouts off. */
  readonly fetch?: FetchLike;
}

export interface Transport {
  /** A `fetch` for one purpose; the only way out of the process. */
  fetchFor(label: CallLabel): FetchLike;
  /** POSTs JSON under the same rules without web streams, which cost more than all else when a corpus is labelled. */
  postJson(label: CallLabel, url: string, body: string, signal: AbortSignal): Promise<RawAnswer>;
  close(): Promise<void>;
}

export function isAllowedUrl(url: URL, allowedHosts: readonly string[]): boolean {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return false;
  if (isLoopbackHost(url.hostname)) return true;
  return allowedHosts.some((allowed) => {
    const wanted = allowed.toLowerCase();
    return wanted === url.hostname || wanted === url.host || wanted === hostWithPort(url);
  });
}

const connectTimeoutMs = 5_000;
/** Per origin. The callers bound what is in flight; this only keeps a bug from opening sockets without end. */
const mostConnections = mostInFlight + 8;

/** Who is not allowed to reach a host, in words. */
const who: Readonly<Record<LlmPurpose, string>> = {
  annotate: 'annotators',
  embed: 'annotators',
  supervise: 'the supervisor',
  probe: 'annotators or supervisor',
  manage: 'annotators or supervisor',
};

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
      connections: mostConnections,
      keepAliveTimeout: 10_000,
    });
    agents.set(origin, agent);
    return agent;
  };
  const send: FetchLike = deps.fetch ?? ((input, init) => pooledFetch(input, init, agentFor));

  /** Checks a call against the allow-list and gives the function that writes its ledger entry, once. */
  const begin = (label: CallLabel, url: URL, method: string, body: { bytes: number; sha256: string }) => {
    const time = deps.clock.now();
    const started = deps.clock.ticks();
    let written = false;
    const write = (status: number | null, responseBytes: number, allowed = true): void => {
      if (written) return;
      written = true;
      deps.ledger({
        time,
        host: url.host,
        method,
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
    if (isAllowedUrl(url, deps.allowedHosts(label.purpose))) return write;
    write(null, 0, false);
    throw new AppError(
      'PRIVACY_BLOCKED',
      `The connection to ${url.host} was not made: this host is not allowed for ${who[label.purpose]}.`,
      { action: 'If text may be sent there, allow the host: where it is chosen, or on the command line.' },
    );
  };

  const call = async (
    label: CallLabel,
    input: string | URL | Request,
    init: RequestInit = {},
  ): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    const write = begin(label, url, init.method ?? 'GET', describeBody(init.body));
    let response: Response;
    try {
      response = await send(url.href, { ...init, redirect: 'manual' });
    } catch (error) {
      write(null, 0);
      throw error;
    }
    if (isRedirect(response.status)) {
      write(response.status, 0);
      await response.body?.cancel();
      throw redirected(url, response.headers.get('location'));
    }
    return counted(response, (bytes) => write(response.status, bytes));
  };

  const postJson: Transport['postJson'] = async (label, address, body, signal) => {
    const url = new URL(address);
    const headers = { 'content-type': 'application/json' };
    if (deps.fetch !== undefined) {
      const response = await call(label, url, { method: 'POST', headers, body, signal });
      const stream = response.body as ReadableStream<Uint8Array> | null;
      return { status: response.status, headers: response.headers, body: stream ?? emptyBody() };
    }
    const write = begin(label, url, 'POST', describeBody(body));
    let answer: Awaited<ReturnType<typeof undiciRequest>>;
    try {
      answer = await undiciRequest(url, {
        method: 'POST',
        headers,
        body,
        signal,
        dispatcher: agentFor(url.origin),
      });
    } catch (error) {
      write(null, 0);
      throw error;
    }
    const { statusCode: status } = answer;
    const answerHeaders = new Headers();
    for (const [name, value] of Object.entries(answer.headers)) {
      if (value !== undefined) answerHeaders.set(name, Array.isArray(value) ? value.join(', ') : value);
    }
    // The reader may never come to the body: the entry is written when the body closes, however it does.
    let bytes = 0;
    answer.body.once('close', () => write(status, bytes));
    answer.body.on('error', () => undefined); // the reader gets it too
    if (isRedirect(status)) {
      answer.body.destroy();
      throw redirected(url, answerHeaders.get('location'));
    }
    const read = async function* (): AsyncGenerator<Uint8Array> {
      try {
        for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
          bytes += chunk.byteLength;
          yield chunk;
        }
      } finally {
        write(status, bytes);
      }
    };
    return { status, headers: answerHeaders, body: read() };
  };

  return {
    fetchFor: (label) => (input, init) => call(label, input, init),
    postJson,
    close: async () => {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
      agents.clear();
    },
  };
}

const isRedirect = (status: number): boolean => status >= 300 && status < 400 && status !== 304;

async function* emptyBody(): AsyncGenerator<Uint8Array> {
  // A body without chunks.
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
