import type { UnitCounts, RunStatus } from '#shared/domain/run.ts';
import type { Database } from '#core/store/open-store.ts';
import { listQuestions } from '#core/store/expert-tables.ts';
import { readDocumentSet } from '#core/store/document-set-table.ts';
import { listIterations, type RunRow } from '#core/store/run-table.ts';
import { spentUsd } from '#core/store/supervision-table.ts';
import { countUnits, recentUnitEnds } from '#core/store/unit-table.ts';
import { countUnitsToRetry } from './retry-failed.ts';
import { readPendingCall } from './pending-call.ts';

/** How a run stands, from what is stored. ETA = waiting units × mean time between finished units of this run. */
export function readRunStatus(db: Database, run: RunRow, activity = ''): RunStatus {
  const counts = countUnits(db, run.runKey);
  const units: UnitCounts = {};
  let stored = 0;
  let done = 0;
  let inputTokens = 0;
  let outputTokens = 0;
  for (const row of counts) {
    units[row.state] = (units[row.state] ?? 0) + row.n;
    stored += row.n;
    if (row.state !== 'queued' && row.state !== 'running') done += row.n;
    inputTokens += row.inputTokens;
    outputTokens += row.outputTokens;
  }
  const total = Math.max(stored, plannedUnits(db, run));
  return {
    runId: run.runId,
    state: run.state,
    stage: run.stage,
    iteration: run.iteration,
    iterations: run.settings.iterations,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    settings: run.settings,
    units,
    unitsToRetry: countUnitsToRetry(db, run.runKey, counts),
    unitsTotal: total,
    unitsDone: done,
    etaMs: run.state === 'running' ? estimateRest(db, run, total - done) : null,
    inputTokens,
    outputTokens,
    costUsd: spentUsd(db, run.runKey),
    costCapUsd: run.settings.costCapUsd,
    activity,
    reason: run.reason,
    openQuestions: listQuestions(db, run.runKey).filter((question) => question.answer === null).length,
    pendingCallId: readPendingCall(db, run)?.requestHash ?? null,
    best: run.best,
  };
}

/** Units of the whole run if every round runs with today's annotators. */
function plannedUnits(db: Database, run: RunRow): number {
  const iterations = listIterations(db, run.runKey);
  const wished = run.settings.earlyStopping ? run.settings.probeSetSize : 0;
  // The check set of a small corpus is smaller than wished, and the same in all rounds.
  const probe = iterations.length === 0 ? wished : readDocumentSet(db, run.runKey, 0, 'probe').length;
  const active = run.settings.annotatorIds.length - run.dropped.length;
  let planned = 0;
  for (let t = 0; t <= run.settings.iterations; t += 1) {
    const row = iterations.find((candidate) => candidate.iteration === t);
    if (row === undefined && (run.state === 'done' || run.state === 'stopped')) break;
    planned +=
      row === undefined
        ? active * (run.settings.setSize + probe)
        : row.annotatorIds.length *
          (readDocumentSet(db, run.runKey, t, 'main').length +
            readDocumentSet(db, run.runKey, t, 'probe').length);
  }
  return planned;
}

function estimateRest(db: Database, run: RunRow, waiting: number): number | null {
  // Wall time per unit over the last 200 finished units: includes loading, leaves out older pauses.
  const times = recentUnitEnds(db, run.runKey, 200);
  const newest = times[0];
  const oldest = times.at(-1);
  if (newest === undefined || oldest === undefined || times.length < 5) return null;
  return ((Date.parse(newest) - Date.parse(oldest)) / (times.length - 1)) * waiting;
}
