import type { ProbeResult, ProbeStore } from '#core/ollama/probe.ts';
import { readProbe, writeProbe } from '#core/store/app-store.ts';
import type { Database } from '#core/store/open-store.ts';

/** What the app store keeps about model files, by digest; the window and the command line share it. */
export interface ModelRecords {
  readonly probes: ProbeStore;
}

export function createModelRecords(app: Database): ModelRecords {
  return {
    probes: {
      get: (digest) => readProbe(app, digest) as ProbeResult | undefined,
      put: (result) => writeProbe(app, result.digest, result),
    },
  };
}
