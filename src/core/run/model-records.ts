import type { ModelRecords } from '#core/ollama/model-records.ts';
import type { ProbeResult } from '#core/ollama/probe-result.ts';
import { readProbe, writeProbe } from '#core/store/app-store.ts';
import { listModelLoads, writeModelLoad } from '#core/store/model-load-table.ts';
import type { Database } from '#core/store/open-store.ts';

/** Records in the app store. */
export function createModelRecords(app: Database): ModelRecords {
  return {
    probes: {
      get: (digest) => readProbe(app, digest) as ProbeResult | undefined,
      put: (result) => writeProbe(app, result.digest, result),
    },
    loads: {
      of: (digest) => listModelLoads(app, digest),
      put: (load) => writeModelLoad(app, { ...load, at: Math.round(load.at) }),
    },
  };
}
