import { AppError } from '#shared/errors.ts';
import { readRun, newestRun, type RunRow } from '#core/store/run-table.ts';
import type { Database } from '#core/store/open-store.ts';

/** @throws {AppError} NOT_FOUND */
export function requireRun(db: Database, runId: string): RunRow {
  const run = readRun(db, runId);
  if (run === undefined) throw new AppError('NOT_FOUND', `There is no run ${runId} in this project.`);
  return run;
}

/** @throws {AppError} NOT_FOUND */
export function requireNewestRun(db: Database): RunRow {
  const run = newestRun(db);
  if (run === undefined) {
    throw new AppError('NOT_FOUND', 'This project has no run yet.', { action: 'Start a run first.' });
  }
  return run;
}

/** The newest run where it can go on. @throws {AppError} NOT_FOUND; CONFLICT where it is over */
export function requireUnfinishedRun(db: Database): RunRow {
  const run = requireNewestRun(db);
  if (run.state === 'done' || run.state === 'stopped') throw nothingToContinue(run);
  return run;
}

/** What a run that is over answers to "go on". */
export function nothingToContinue({ state }: RunRow): AppError {
  return new AppError('CONFLICT', `The newest run is ${state}; there is nothing to continue.`, {
    action: 'Start a new run.',
  });
}
