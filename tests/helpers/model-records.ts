import type { MeasuredLoad } from '#core/ollama/measured-load.ts';
import type { ProbeResult } from '#core/ollama/probe-result.ts';
import type { ModelRecords } from '#core/ollama/model-records.ts';

/** Records in memory; every model counts as probed with these findings, where they are given. */
export function listedRecords(
  known?: Partial<ProbeResult>,
): ModelRecords & { readonly kept: Map<string, MeasuredLoad> } {
  const results = new Map<string, ProbeResult>();
  const kept = new Map<string, MeasuredLoad>();
  const blank = {
    at: 0,
    ok: true,
    mode: 'schema',
    tokensPerSecond: null,
    contextLength: null,
    slots: null,
    message: '',
  } as const;
  return {
    kept,
    probes: {
      get: (digest) =>
        results.get(digest) ?? (known === undefined ? undefined : { ...blank, digest, ...known }),
      put: (result) => void results.set(result.digest, result),
    },
    loads: {
      of: (digest) => [...kept.values()].filter((load) => load.digest === digest),
      put: (load) => void kept.set(`${load.digest} ${load.numCtx}`, load),
    },
  };
}
