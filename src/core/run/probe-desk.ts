import type { Clock } from '#core/llm/clock.ts';
import type { OllamaClient } from '#core/llm/ollama-client.ts';
import { isCloudEntry } from '#core/llm/ollama-names.ts';
import { probeModel, type ProbeResult, type ProbeStore } from '#core/ollama/probe.ts';

/** Where models are tried before their first work. */
export interface ProbeDesk {
  /** Installed models, with what is known about their files. */
  list(signal: AbortSignal): Promise<readonly ListedModel[]>;
  /** Tries a model (once per file) and lets it go from memory: work loads it with other options. */
  probe(model: string, signal: AbortSignal): Promise<ProbeResult>;
}

export interface ListedModel {
  readonly name: string;
  /** Runs on another computer: never tried. */
  readonly cloud: boolean;
  /** True where the file was tried with success. */
  readonly works: boolean;
}

export function createProbeDesk(deps: {
  /** Finds the server, or starts it. */
  readonly client: (signal: AbortSignal) => Promise<OllamaClient>;
  readonly probes: ProbeStore;
  readonly clock: Clock;
}): ProbeDesk {
  return {
    async list(signal) {
      const tags = await (await deps.client(signal)).tags(signal);
      return tags.map(({ name, size, remoteHost, digest }) => ({
        name,
        cloud: isCloudEntry({ name, size, remote_host: remoteHost }),
        works: deps.probes.get(digest)?.ok === true,
      }));
    },
    async probe(model, signal) {
      const client = await deps.client(signal);
      const result = await probeModel(client, model, deps.probes, deps.clock, signal);
      // Best effort: the server unloads by itself after keep_alive.
      await client.unload(model, signal).catch(() => undefined);
      return result;
    },
  };
}
