import { removeAnalyses } from '#core/store/analysis-table.ts';
import type { Database } from '#core/store/open-store.ts';
import { listIterations, setIterationState, updateRun, type IterationRow } from '#core/store/run-table.ts';
import { requeueFailedUnits, retryableStates, type UnitCountRow } from '#core/store/unit-table.ts';

/**
 * Failed, truncated and skipped units of the newest round wait again, and its analysis goes. Only the round that nothing
 * builds on yet can be mended: later guidelines came from the older ones as they were.
 * @returns units that wait again; the run is then paused and can be continued
 */
export function retryFailedUnits(db: Database, runKey: number): number {
  const round = openRound(db, runKey);
  if (round === undefined) return 0;
  return db.transaction(() => {
    const queued = requeueFailedUnits(db, runKey, round.iteration);
    if (queued > 0) {
      removeAnalyses(db, runKey, round.iteration);
      setIterationState(db, runKey, round.iteration, 'annotating');
      updateRun(db, runKey, { best: null, state: 'paused' });
    }
    return queued;
  })();
}

/** How many units `retryFailedUnits` would put back. */
export function countUnitsToRetry(db: Database, runKey: number, counts: readonly UnitCountRow[]): number {
  const iteration = openRound(db, runKey)?.iteration;
  return counts
    .filter((row) => row.iteration === iteration && retryableStates.some((state) => state === row.state))
    .reduce((sum, row) => sum + row.n, 0);
}

/** The newest round, unless the supervisor has worked with it already. */
function openRound(db: Database, runKey: number): IterationRow | undefined {
  return listIterations(db, runKey).findLast((row) => row.state !== 'supervised');
}
