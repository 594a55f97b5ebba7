import type { GuidelineRevision } from '#shared/domain/guideline.ts';
import type { Database } from '#core/store/open-store.ts';
import { newestRun, readRun } from '#core/store/run-table.ts';

/**
 * Whether annotators read this version without its goal: as in the run that made it, else as in the newest run, whose
 * settings a labelling and the next run take over.
 */
export function isGoalLeftOut(db: Database, { runId }: Pick<GuidelineRevision, 'runId'>): boolean {
  const run = (runId === null ? undefined : readRun(db, runId)) ?? newestRun(db);
  return run?.settings.skipGoal === true;
}
