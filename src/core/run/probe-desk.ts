import type { Clock } from '#core/llm/clock.ts';
import type { OllamaClient } from '#core/llm/ollama-client.ts';
import { isCloudEntry } from '#core/llm/ollama-names.ts';
import type { ProbeResult } from '#core/ollama/probe-result.ts';
import { probeModel } from '#core/ollama/probe.ts';
import type { ModelRecords } from '#core/ollama/model-records.ts';

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
  readonly records: ModelRecords;
  readonly clock: Clock;
}): ProbeDesk {
  return {
    async list(signal) {
      const tags = await (await deps.client(signal)).tags(signal);
      return tags.map(({ name, size, remoteHost, digest }) => ({
        name,
        cloud: isCloudEntry({ name, size, remote_host: remoteHost }),
        works: deps.records.probes.get(digest)?.ok === true,
      }));
    },
    async probe(model, signal) {
      return probeModel(await deps.client(signal), model, deps.records, deps.clock, signal);
    },
  };
}
