import { createResponseCache } from '#core/store/response-cache.ts';
import { insertNetworkCall } from '#core/store/network-table.ts';
import type { Database } from '#core/store/open-store.ts';
import type { RunRow } from '#core/store/run-table.ts';
import { executeRun, type RunSignals } from '#core/run/execute-run.ts';
import { createModelProvider } from '#core/run/model-provider.ts';
import { ledgerRow } from '#core/run/ledger-row.ts';
import { acquireRunLock } from '#core/run/run-lock.ts';
import type { ModelProvider, RunDeps } from '#core/run/ports.ts';
import { systemClock } from '#core/llm/clock.ts';
import type { LlmOutcome } from '#core/llm/llm-client.ts';
import { environmentKeyFor } from '#core/llm/environment-keys.ts';
import { createTransport } from '#core/llm/transport.ts';
import { environmentKeys } from '#host/environment-keys.ts';
import type { Machine } from './machine.ts';
import { createProgress, formatDuration } from './progress.ts';
import { loadPriceOf } from './resources.ts';

export interface ModelFlags {
  readonly ollamaUrl: string;
  /** Most documents in flight at an OpenAI-compatible annotator's server; undefined = its own setting. */
  readonly inFlight?: number | undefined;
  /** Hosts the user named on the command line: that is the consent. */
  readonly allowedHosts: readonly string[];
  readonly machine: Machine;
}

export const now = (): string => new Date().toISOString();
export const newId = (): string => globalThis.crypto.randomUUID();

/** Annotators and supervisors of a project on the command line; every outbound call goes into the project's ledger. */
export async function openModels(db: Database, flags: ModelFlags): Promise<ModelProvider> {
  const transport = createTransport({
    allowedHosts: () => flags.allowedHosts,
    ledger: (entry) => insertNetworkCall(db, ledgerRow(entry)),
    clock: systemClock,
  });
  const cache = createResponseCache(db, now);
  return createModelProvider({
    ollamaUrl: flags.ollamaUrl,
    transport,
    clock: systemClock,
    keyFor: (baseUrl) =>
      environmentKeyFor(environmentKeys(), baseUrl, (origin) => flags.machine.isSupervisorOrigin(origin)),
    priceOf: await loadPriceOf(),
    ...(flags.inFlight === undefined ? {} : { serverInFlight: flags.inFlight }),
    cache: {
      get: (key) => cache.get(key) as LlmOutcome | undefined,
      put: (key, outcome) => cache.put(key, outcome),
    },
  });
}

/** Runs or resumes with a progress line; holds the project's lock meanwhile. */
export async function runWithProgress(
  db: Database,
  models: ModelProvider,
  run: RunRow,
  signals: RunSignals,
): Promise<RunRow> {
  const release = acquireRunLock(db.name);
  const progress = createProgress();
  const deps: RunDeps = {
    db,
    models,
    now,
    newId,
    emit: (event) => {
      if (event.kind !== 'run-change') return;
      const { status } = event;
      if (status.activity === '') return;
      const eta = status.etaMs === null ? '' : ` · about ${formatDuration(status.etaMs)} left`;
      const cost = status.costUsd > 0 ? ` · $${status.costUsd.toFixed(4)}` : '';
      progress.update(
        status.unitsTotal === 0 ? null : status.unitsDone / status.unitsTotal,
        `iteration ${status.iteration} of ${status.iterations}: ${status.activity} · ${status.unitsDone}/${status.unitsTotal}${cost}${eta}`,
      );
    },
  };
  try {
    return await executeRun(deps, run.runKey, signals);
  } finally {
    progress.end();
    release();
  }
}
