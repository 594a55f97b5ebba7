import { Ollama, type ListResponse, type ShowResponse } from 'ollama/browser';
import { AppError } from '#shared/errors.ts';
import { startDeadline } from './call-deadline.ts';
import { abortReason, type Clock } from './clock.ts';
import type { LlmPurpose } from './llm-client.ts';
import { appErrorIn, unreachable } from './network-error.ts';
import { notAServer, ollamaFailure } from './ollama-errors.ts';
import type { Transport } from './transport.ts';

export interface OllamaApiDeps {
  readonly baseUrl: string;
  readonly transport: Transport;
  readonly clock: Clock;
}

/** One model of /api/tags. Sizes in bytes. */
export interface OllamaTag {
  readonly name: string;
  readonly digest: string;
  readonly size: number;
  readonly family: string;
  readonly parameterSize: string;
  readonly quantization: string;
  readonly format: string;
  readonly capabilities: readonly string[];
  readonly remoteHost: string;
}

/** One model in memory. */
export interface OllamaRunning {
  readonly name: string;
  readonly digest: string;
  readonly size: number;
  readonly sizeVram: number;
  readonly contextLength: number;
}

export interface OllamaShow {
  readonly family: string;
  readonly format: string;
  readonly capabilities: readonly string[];
  /** Keys like "llama.block_count". */
  readonly info: Readonly<Record<string, unknown>>;
  readonly contextLength: number | null;
  readonly remoteHost: string;
  readonly parameterSize: string;
}

type Raw = Readonly<Record<string, unknown>>;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const amount = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
const record = (value: unknown): Raw => (typeof value === 'object' && value !== null ? (value as Raw) : {});

/**
 * The short calls of the native API through the package `ollama` with our transport, each with its own deadline.
 * All throw AppError; an abort of the caller's signal rejects with its reason.
 */
export function createOllamaApi(deps: OllamaApiDeps) {
  const { baseUrl, clock } = deps;

  /** Runs one call of the package with a client whose fetch knows deadline, purpose and error bodies. */
  async function call<T>(
    purpose: LlmPurpose,
    model: string,
    limitMs: number,
    signal: AbortSignal,
    action: (client: Ollama) => Promise<T>,
    containsDocumentText = false,
  ): Promise<T> {
    const limits = { firstMs: limitMs, idleMs: limitMs, totalMs: limitMs };
    const deadline = startDeadline(clock, limits, signal, `Ollama at ${baseUrl}`);
    const fetch = deps.transport.fetchFor({ purpose, containsDocumentText });
    const client = new Ollama({
      host: baseUrl,
      fetch: async (input, init) => {
        const response = await fetch(input, { ...init, signal: deadline.signal });
        if (!response.ok) {
          throw (
            ollamaFailure(response.status, await response.text(), model, baseUrl).error ??
            new Error('unreachable')
          );
        }
        const body = await response.text();
        if (init?.method !== 'DELETE' && !body.trimStart().startsWith('{')) {
          throw (
            notAServer(baseUrl, body === '' ? 'an empty body' : 'something that is not JSON').error ??
            new Error('unreachable')
          );
        }
        return new Response(body, {
          status: response.status,
          headers: { 'content-type': 'application/json' },
        });
      },
    });
    try {
      return await action(client);
    } catch (error) {
      if (signal.aborted) throw abortReason(signal);
      throw deadline.missed() ?? appErrorIn(error) ?? unreachable(baseUrl, error);
    } finally {
      deadline.end();
    }
  }

  return {
    version: async (signal: AbortSignal, limitMs = 2_000): Promise<string> => {
      const { version } = await call('manage', '', limitMs, signal, (client) => client.version());
      if (typeof version === 'string') return version;
      throw notAServer(baseUrl, 'no version').error ?? new Error('unreachable');
    },
    tags: async (signal: AbortSignal): Promise<OllamaTag[]> => {
      const { models } = await call('manage', '', 15_000, signal, (client): Promise<ListResponse> =>
        client.list(),
      );
      return (models as unknown as Raw[]).map((raw) => {
        const details = record(raw['details']);
        return {
          name: text(raw['name']) || text(raw['model']),
          digest: text(raw['digest']),
          size: amount(raw['size']),
          family: text(details['family']),
          parameterSize: text(details['parameter_size']),
          quantization: text(details['quantization_level']),
          format: text(details['format']),
          capabilities: texts(raw['capabilities']),
          remoteHost: text(raw['remote_host']),
        };
      });
    },
    show: async (model: string, signal: AbortSignal): Promise<OllamaShow> => {
      const answer: ShowResponse = await call('manage', model, 15_000, signal, (client) =>
        client.show({ model }),
      );
      const raw = record(answer);
      const info = record(raw['model_info']);
      const details = record(raw['details']);
      const limit = info[`${text(info['general.architecture'])}.context_length`];
      return {
        family: text(details['family']),
        format: text(details['format']),
        capabilities: texts(raw['capabilities']),
        info,
        contextLength: typeof limit === 'number' ? limit : null,
        remoteHost: text(raw['remote_host']),
        parameterSize: text(details['parameter_size']),
      };
    },
    ps: async (signal: AbortSignal): Promise<OllamaRunning[]> => {
      const { models } = await call('manage', '', 5_000, signal, (client): Promise<ListResponse> =>
        client.ps(),
      );
      return (models as unknown as Raw[]).map((raw) => ({
        name: text(raw['name']) || text(raw['model']),
        digest: text(raw['digest']),
        size: amount(raw['size']),
        sizeVram: amount(raw['size_vram']),
        contextLength: amount(raw['context_length']),
      }));
    },
    remove: async (model: string, signal: AbortSignal): Promise<void> => {
      await call('manage', model, 15_000, signal, (client) => client.delete({ model }));
    },
    /** Unit vectors, one per text, in order; texts longer than the model's context are embedded by their beginning. */
    embed: async (
      model: string,
      input: readonly string[],
      signal: AbortSignal,
      limitMs = 300_000,
    ): Promise<number[][]> => {
      const answer = await call(
        'embed',
        model,
        limitMs,
        signal,
        (client) => client.embed({ model, input: [...input], truncate: true }),
        true,
      );
      if (answer.embeddings.length === input.length) return answer.embeddings;
      throw new AppError(
        'LLM_INVALID_ANSWER',
        `${model} embedded ${answer.embeddings.length} of ${input.length} texts.`,
        { action: 'Choose another embedding model.' },
      );
    },
    /** Whether the server's cloud functions are off; null on servers too old to say. */
    cloudDisabled: async (signal: AbortSignal): Promise<boolean | null> => {
      const fetch = deps.transport.fetchFor({ purpose: 'manage', containsDocumentText: false });
      const deadline = startDeadline(
        clock,
        { firstMs: 2_000, idleMs: 2_000, totalMs: 2_000 },
        signal,
        `Ollama at ${baseUrl}`,
      );
      try {
        const response = await fetch(`${baseUrl}/api/status`, { signal: deadline.signal });
        if (!response.ok) {
          await response.body?.cancel(); // else the ledger waits for the body
          return null;
        }
        const answer = record(await response.json());
        const { disabled } = record(answer['cloud']) as { disabled?: unknown };
        return typeof disabled === 'boolean' ? disabled : null;
      } catch (error) {
        if (signal.aborted) throw abortReason(signal);
        if (appErrorIn(error)?.code === 'PRIVACY_BLOCKED') throw error;
        return null;
      } finally {
        deadline.end();
      }
    },
  };
}
export type OllamaApi = ReturnType<typeof createOllamaApi>;
