import { AppError, isAbortError } from '#shared/errors.ts';
import type { LabelSchema } from '#shared/domain/entity-type.ts';
import type { RunStage } from '#shared/domain/run.ts';
import {
  addGuidelineRevision,
  newestGuidelineNumber,
  readGuidelineRevision,
} from '#core/store/guideline-table.ts';
import { clearRedo } from '#core/store/edits.ts';
import { asStoreError } from '#core/store/open-store.ts';
import { readDocumentSet, writeDocumentSet } from '#core/store/document-set-table.ts';
import { readAnalysis } from '#core/store/analysis-table.ts';
import {
  insertIteration,
  listIterations,
  readRunByKey,
  setIterationState,
  updateRun,
  type IterationRow,
  type RunRow,
} from '#core/store/run-table.ts';
import { readAllAnnotators, readSchemaRevision, type PoolAnnotator } from '#core/store/setup-tables.ts';
import { readSetting, writeSetting } from '#core/store/project-table.ts';
import { decideStop } from '#core/selection/early-stopping.ts';
import { annotatorToDrop } from '#core/selection/drop-worst.ts';
import { analyseStage, probeCounts } from './analyse-stage.ts';
import { annotateStage } from './annotate-stage.ts';
import { chooseIterationDocuments } from './iteration-documents.ts';
import { modelsOfRun } from './job-models.ts';
import type { RunDeps } from './ports.ts';
import { RunWaits } from './run-errors.ts';
import { createRunMonitor } from './run-monitor.ts';
import { selectConfiguration } from './select-configuration.ts';
import { superviseStage } from './supervise-stage.ts';

export interface RunSignals {
  /** Stop taking new units; those in flight end. */
  readonly drain: AbortSignal;
  /** Break off what is in flight; it will be done again. */
  readonly abort: AbortSignal;
}

/**
 * Works a run to its end, to a pause, or to the point where the expert is needed. Every step looks at what is stored
 * and does only what is missing: calling it again after a kill at any point gives the same stored result as an
 * unbroken run.
 * @returns the run as it stands when this call ends; planned failures end in state "paused" with the reason
 */
export async function executeRun(deps: RunDeps, runKey: number, signals: RunSignals): Promise<RunRow> {
  const monitor = createRunMonitor(deps, runKey);
  updateRun(deps.db, runKey, { state: 'running', reason: null, endedAt: null });
  monitor.report('Starting');
  try {
    deps.models.beginJob(modelsOfRun(deps.db, readRunByKey(deps.db, runKey)));
    await workThrough(deps, runKey, signals, (stage, iteration, text) => {
      updateRun(deps.db, runKey, { stage, iteration });
      monitor.report(text);
    });
    if (isDraining(signals)) updateRun(deps.db, runKey, { state: 'paused', reason: 'Paused by you.' });
    else updateRun(deps.db, runKey, { state: 'done', stage: 'done', endedAt: deps.now() });
  } catch (error) {
    endWith(deps, runKey, error, signals);
  } finally {
    await deps.models.close();
    monitor.stop();
  }
  monitor.report('');
  return readRunByKey(deps.db, runKey);
}

/** A call, so that every look at the signal is a fresh one to the compiler too. */
const isDraining = (signals: RunSignals): boolean => signals.drain.aborted;

function endWith(deps: RunDeps, runKey: number, thrown: unknown, signals: RunSignals): void {
  const error = asStoreError(thrown, deps.db.name);
  if (error instanceof RunWaits) {
    const { state, why, onceKey } = error;
    deps.db.transaction(() => {
      if (onceKey !== null) writeSetting(deps.db, onceKey, true);
      updateRun(deps.db, runKey, { state, stage: 'review', reason: why });
    })();
  } else if (signals.abort.aborted || isAbortError(error)) {
    updateRun(deps.db, runKey, { state: 'paused', reason: 'Paused by you.' });
  } else if (error instanceof AppError) {
    const action = error.action === undefined ? '' : ` ${error.action}`;
    try {
      updateRun(deps.db, runKey, { state: 'paused', reason: `${error.message}${action}` });
    } catch {
      // A full disk can't take the reason either; the run stays resumable as it is.
      throw error;
    }
  } else {
    updateRun(deps.db, runKey, {
      state: 'failed',
      reason: error instanceof Error ? error.message : String(error),
    });
    throw error;
  }
}

type Report = (stage: RunStage, iteration: number, text: string) => void;

async function workThrough(
  deps: RunDeps,
  runKey: number,
  signals: RunSignals,
  report: Report,
): Promise<void> {
  const run = readRunByKey(deps.db, runKey);
  const schema = readSchemaRevision(deps.db, run.schemaNumber);
  for (let iteration = 0; iteration <= run.settings.iterations; iteration += 1) {
    if (isDraining(signals)) return;
    const row = await ensureIteration(deps, runKey, iteration, signals.abort, report);
    const stage = { run: readRunByKey(deps.db, runKey), iteration, row, schema };
    if (row.state === 'pending' || row.state === 'annotating')
      await annotateAndAnalyse(deps, stage, signals, report);
    if (isDraining(signals)) return;
    if (iteration === run.settings.iterations || stopsEarly(deps, stage.run, iteration)) break;
    if (row.state !== 'supervised') {
      report('supervise', iteration, 'The supervisor is at work');
      await superviseStage(
        deps,
        { run: stage.run, iteration, annotators: annotatorsOf(deps, row), schema },
        signals.abort,
        (text) => report('supervise', iteration, text),
      );
      setIterationState(deps.db, runKey, iteration, 'supervised');
    }
    waitForReview(deps, stage.run, iteration);
  }
  if (isDraining(signals)) return;
  report('select', readRunByKey(deps.db, runKey).iteration, 'Choosing the best configuration');
  const best = selectConfiguration(deps.db, readRunByKey(deps.db, runKey));
  updateRun(deps.db, runKey, { best });
  rollBack(deps, readRunByKey(deps.db, runKey));
}

interface IterationStage {
  readonly run: RunRow;
  readonly iteration: number;
  readonly row: IterationRow;
  readonly schema: LabelSchema;
}

async function annotateAndAnalyse(
  deps: RunDeps,
  stage: IterationStage,
  signals: RunSignals,
  report: Report,
): Promise<void> {
  const { run, iteration, row } = stage;
  setIterationState(deps.db, run.runKey, iteration, 'annotating');
  report('annotate', iteration, 'Annotating');
  const main = readDocumentSet(deps.db, run.runKey, iteration, 'main');
  const probe = readDocumentSet(deps.db, run.runKey, iteration, 'probe').filter((key) => !main.includes(key));
  await annotateStage(
    deps,
    {
      runKey: run.runKey,
      runId: run.runId,
      iteration,
      annotators: annotatorsOf(deps, row),
      documentKeys: [...main, ...probe],
      schema: stage.schema,
      guideline: row.guideline,
      skipGoal: run.settings.skipGoal,
    },
    signals,
    (text) => report('annotate', iteration, text),
  );
  if (isDraining(signals)) return;
  report('analyse', iteration, 'Comparing the annotators');
  analyseStage(deps.db, run, iteration);
  setIterationState(deps.db, run.runKey, iteration, 'analysed');
}

/** The iteration's row, document sets and annotators: chosen once, then read back for ever. */
async function ensureIteration(
  deps: RunDeps,
  runKey: number,
  iteration: number,
  signal: AbortSignal,
  report: Report,
): Promise<IterationRow> {
  const known = listIterations(deps.db, runKey).find((row) => row.iteration === iteration);
  if (known !== undefined) return known;
  report('sample', iteration, 'Choosing documents');
  const run = readRunByKey(deps.db, runKey);
  const { main, probe } = await chooseIterationDocuments(deps, run, iteration, signal);
  const { ids, dropped } = activeAnnotators(deps, run, iteration);
  deps.db.transaction(() => {
    insertIteration(deps.db, runKey, {
      iteration,
      guideline: iteration === 0 ? run.startGuideline : newestGuidelineNumber(deps.db),
      annotatorIds: ids,
    });
    writeDocumentSet(deps.db, runKey, iteration, 'main', main);
    writeDocumentSet(deps.db, runKey, iteration, 'probe', probe);
    if (dropped !== null) updateRun(deps.db, runKey, { dropped: [...run.dropped, dropped] });
  })();
  const row = listIterations(deps.db, runKey).find((candidate) => candidate.iteration === iteration);
  if (row === undefined) throw new AppError('INTERNAL', `Round ${iteration} was not stored.`);
  return row;
}

/** Annotators of the next round: the settings' list less those dropped by the expert or (from t = 2 on) by the rule. */
function activeAnnotators(
  deps: RunDeps,
  run: RunRow,
  iteration: number,
): { ids: string[]; dropped: string | null } {
  const ids = run.settings.annotatorIds.filter((id) => !run.dropped.includes(id));
  if (!run.settings.dropWorst || iteration < 2) return { ids, dropped: null };
  const last = readAnalysis(deps.db, run.runKey, iteration - 1, 'main')?.analysis;
  if (last === undefined) return { ids, dropped: null };
  // Who gave no answer at all (a broken model) does not lag behind: it abstains.
  const compared = last.annotators.flatMap((id, k) =>
    last.pairwise.documents[k]?.some((count, other) => other !== k && count > 0) === true
      ? [{ id, agreement: last.agreement.perAnnotator[k] ?? 0 }]
      : [],
  );
  const dropped =
    annotatorToDrop(
      compared.map(({ id }) => id),
      compared.map(({ agreement }) => agreement),
      iteration,
    )?.annotator ?? null;
  return { ids: ids.filter((id) => id !== dropped), dropped };
}

function annotatorsOf(deps: RunDeps, row: IterationRow): PoolAnnotator[] {
  const byId = new Map(readAllAnnotators(deps.db).map((annotator) => [annotator.config.id, annotator]));
  return row.annotatorIds.flatMap((id) => {
    const annotator = byId.get(id);
    return annotator === undefined ? [] : [annotator];
  });
}

function stopsEarly(deps: RunDeps, run: RunRow, iteration: number): boolean {
  if (!run.settings.earlyStopping) return false;
  const rounds = [];
  for (let t = 0; t <= iteration; t += 1) {
    const main = readAnalysis(deps.db, run.runKey, t, 'main');
    if (main === undefined) return false;
    rounds.push({
      iteration: t,
      counts: probeCounts(deps.db, run, t),
      hotspots: main.analysis.hotspots.length,
    });
  }
  return decideStop(rounds, { seed: run.settings.seed }).stop;
}

/** Review mode: the proposed rules wait for the expert once; "continue" goes on with what stands then. */
function waitForReview(deps: RunDeps, run: RunRow, iteration: number): void {
  if (run.settings.mode !== 'review') return;
  const key = `reviewed:${run.runId}:${iteration}`;
  if (readSetting(deps.db, key) === true) return;
  throw new RunWaits(
    'waiting-for-expert',
    'New rules are proposed. Accept, edit, reject or lock them, then continue the run.',
    key,
  );
}

/** With early stopping the best iteration's guideline becomes the newest again, once. */
function rollBack(deps: RunDeps, run: RunRow): void {
  if (!run.settings.earlyStopping || run.best === null) return;
  const best = listIterations(deps.db, run.runKey).find((row) => row.iteration === run.best?.iteration);
  const newest = newestGuidelineNumber(deps.db);
  if (best === undefined || best.guideline === newest) return;
  const key = `rolled-back:${run.runId}`;
  if (readSetting(deps.db, key) === true) return;
  const revision = readGuidelineRevision(deps.db, best.guideline);
  if (revision === undefined) return;
  deps.db.transaction(() => {
    clearRedo(deps.db);
    addGuidelineRevision(deps.db, {
      ...revision,
      parent: newest,
      runId: run.runId,
      author: 'supervisor',
      createdAt: deps.now(),
      summary: `Back to the guideline of round ${best.iteration}, where the annotators agreed most`,
    });
    writeSetting(deps.db, key, true);
  })();
}
