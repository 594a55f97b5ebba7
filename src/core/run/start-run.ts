import { AppError } from '#shared/errors.ts';
import type { RunSettings, SupervisorConfig } from '#shared/domain/run-settings.ts';
import { countDocuments, countGoldDocuments } from '#core/store/document-table.ts';
import { clearRedo } from '#core/store/edits.ts';
import type { Database } from '#core/store/open-store.ts';
import { insertRun, newestRun, updateRun, type RunRow } from '#core/store/run-table.ts';
import { readPool, readSchema } from '#core/store/setup-tables.ts';
import { earlyStoppingProblem } from './iteration-documents.ts';
import { startGuidelineForRun } from './project-file.ts';

/**
 * What keeps a project from running, in the order of the method; empty = ready.
 */
export function runProblems(
  db: Database,
  settings: Pick<RunSettings, 'annotatorIds' | 'goldSupervision' | 'earlyStopping'> &
    Partial<Pick<RunSettings, 'supervisor'>>,
): string[] {
  const problems: string[] = [];
  if (countDocuments(db) === 0) problems.push('The project has no documents. Import a corpus first.');
  if (!readSchema(db).schema.types.some((type) => type.active)) {
    problems.push('The project has no entity types. Define at least one.');
  }
  const pool = new Set(readPool(db).map((row) => row.config.id));
  const unknown = settings.annotatorIds.filter((id) => !pool.has(id));
  if (unknown.length > 0) problems.push(`Not in the pool: ${unknown.join(', ')}.`);
  if (new Set(settings.annotatorIds).size < 2) problems.push('Choose at least two annotators.');
  if (settings.supervisor !== undefined && lacksModel(settings.supervisor)) {
    problems.push('The supervisor has no model yet. Choose one, or the built-in supervisor.');
  }
  if (settings.goldSupervision && countGoldDocuments(db) === 0) {
    problems.push('Gold supervision needs documents with gold marks; the project has none.');
  }
  const probe = earlyStoppingProblem(db, settings);
  if (probe !== null) problems.push(probe);
  return problems;
}

/**
 * Records a new run. An unfinished older run is stopped (its results stay).
 * @throws {AppError} NO_DOCUMENTS, SCHEMA_EMPTY, TOO_FEW_ANNOTATORS, ANNOTATOR_UNKNOWN, INVALID_ARGUMENT
 */
export function startRun(
  db: Database,
  settings: RunSettings,
  deps: { newId: () => string; now: () => string },
): RunRow {
  const problems = runProblems(db, settings);
  if (problems.length > 0) {
    throw new AppError(problemCode(problems[0] ?? ''), problems.join(' '), {
      action: 'Mend this, then start the run again.',
    });
  }
  return db.transaction(() => {
    clearRedo(db);
    const previous = newestRun(db);
    if (previous !== undefined && previous.state !== 'done' && previous.state !== 'stopped') {
      updateRun(db, previous.runKey, {
        state: 'stopped',
        endedAt: deps.now(),
        reason: 'A new run was started.',
      });
    }
    return insertRun(db, {
      runId: deps.newId(),
      settings,
      schemaNumber: readSchema(db).number,
      startedAt: deps.now(),
      startGuideline: startGuidelineForRun(db, deps.now()),
    });
  })();
}

/** In the window its kind is chosen first, then its model. */
const lacksModel = ({ kind, model }: SupervisorConfig): boolean => kind !== 'rules' && model.trim() === '';

function problemCode(
  problem: string,
): 'NO_DOCUMENTS' | 'SCHEMA_EMPTY' | 'ANNOTATOR_UNKNOWN' | 'TOO_FEW_ANNOTATORS' | 'INVALID_ARGUMENT' {
  if (problem.includes('no documents')) return 'NO_DOCUMENTS';
  if (problem.includes('no entity types')) return 'SCHEMA_EMPTY';
  if (problem.startsWith('Not in the pool')) return 'ANNOTATOR_UNKNOWN';
  if (problem.includes('at least two')) return 'TOO_FEW_ANNOTATORS';
  return 'INVALID_ARGUMENT';
}
