import type { Clock } from '#core/llm/clock.ts';
import type { LlmOptions } from '#core/llm/llm-client.ts';
import type { OllamaClient } from '#core/llm/ollama-client.ts';
import { AppError } from '#shared/errors.ts';

export interface PrepareRequest {
  readonly model: string;
  /** Load options, given the model's own context length; the same answer for the same model keeps it loaded. */
  readonly options: (contextLimit: number) => LlmOptions;
  readonly keepLoaded: boolean;
  readonly onActivity: (text: string) => void;
}

export interface ReadyModel {
  readonly options: LlmOptions;
  readonly digest: string;
  /** Requests in flight at once. */
  readonly slots: number;
}

/** One model at a time in memory: unloads the last one, waits until it is gone, loads the next. */
export interface OllamaSessions {
  prepare(request: PrepareRequest, signal: AbortSignal): Promise<ReadyModel>;
  /** Unloads what this process loaded last. */
  close(): Promise<void>;
}

const unloadWaitMs = 15_000;

export function createOllamaSessions(deps: { client: OllamaClient; clock: Clock }): OllamaSessions {
  const { client, clock } = deps;
  let loaded: { model: string; ready: ReadyModel } | null = null;

  const unloadLast = async (signal: AbortSignal): Promise<void> => {
    if (loaded === null) return;
    const { model } = loaded;
    loaded = null;
    await client.unload(model, signal);
    const end = clock.now() + unloadWaitMs;
    while (clock.now() < end) {
      const running = await client.ps(signal);
      if (!running.some((entry) => entry.name === model)) return;
      await clock.sleep(200, signal);
    }
  };

  return {
    async prepare(request, signal) {
      if (loaded?.model === request.model) return loaded.ready;
      await unloadLast(signal);
      const tags = await client.tags(signal);
      const tag = tags.find((entry) => sameModel(entry.name, request.model));
      if (tag === undefined) {
        throw new AppError(
          'LLM_MODEL_MISSING',
          `The model ${request.model} is not installed at ${client.baseUrl}.`,
          {
            action: `Pull it first: diziner models pull ${request.model}`,
          },
        );
      }
      const show = await client.show(request.model, signal);
      const options = request.options(show.contextLength ?? 8_192);
      request.onActivity('is loading');
      await client.preload(request.model, options, signal, tag.size);
      const ready = { options, digest: tag.digest, slots: 2 };
      loaded = { model: request.model, ready };
      return ready;
    },
    async close() {
      if (loaded === null) return;
      const { model } = loaded;
      loaded = null;
      // Best effort: the server unloads by itself after keep_alive.
      await client.unload(model, AbortSignal.timeout(5_000)).catch(() => undefined);
    },
  };
}

function sameModel(installed: string, wanted: string): boolean {
  const full = (name: string): string => (name.includes(':') ? name : `${name}:latest`).toLowerCase();
  return full(installed) === full(wanted);
}
