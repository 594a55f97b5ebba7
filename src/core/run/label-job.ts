import { AppError } from '#shared/errors.ts';
import { lastDocumentKey } from '#core/store/document-table.ts';
import { schemeWeights } from './iteration-summary.ts';
import { guidelineOfIteration, newestGuideline, type LabelGuideline } from './label-guideline.ts';
import { insertLabelJob, type LabelJobRow } from '#core/store/label-job-table.ts';
import type { Database } from '#core/store/open-store.ts';
import { readAnalysis } from '#core/store/analysis-table.ts';
import { listRuns, type RunRow } from '#core/store/run-table.ts';
import { readPool, readSchema } from '#core/store/setup-tables.ts';

export interface LabelPlan extends LabelGuideline {
  /** best | consensus | elite | an annotator id */
  readonly source: string;
  readonly run: RunRow | null;
  readonly iteration: number | null;
  readonly annotatorIds: readonly string[];
  readonly weights: readonly number[];
}

/**
 * Resolves `best`, `consensus`, `elite` or an annotator (id or model name) to annotators, weights and guideline.
 * The guideline is that of label-guideline.ts.
 * @throws {AppError} NOT_FOUND where there is no finished analysis, ANNOTATOR_UNKNOWN for an unknown name
 */
export function planLabelling(db: Database, source: string): LabelPlan {
  const run = listRuns(db).find((row) => row.best !== null) ?? null;
  const best = run?.best ?? null;
  if (source === 'best' || source === 'consensus' || source === 'elite') {
    if (run === null || best === null) {
      throw new AppError('NOT_FOUND', `"${source}" needs a finished run; the project has none.`, {
        action: 'Run the project first, or name one annotator.',
      });
    }
    const base = {
      source,
      run,
      iteration: best.iteration,
      ...guidelineOfIteration(db, run.runKey, best.iteration),
    };
    if (source === 'best') return { ...base, annotatorIds: [best.annotatorId], weights: [1] };
    const analysis = readAnalysis(db, run.runKey, best.iteration, 'main')?.analysis;
    if (analysis === undefined) throw new AppError('NOT_FOUND', `Round ${best.iteration} has no analysis.`);
    const all = schemeWeights(analysis);
    const members = source === 'elite' ? new Set(analysis.coalition) : new Set(analysis.annotators);
    const chosen = analysis.annotators
      .map((id, index) => ({ id, weight: all[index] ?? 0 }))
      .filter(({ id }) => members.has(id));
    return { ...base, annotatorIds: chosen.map(({ id }) => id), weights: chosen.map(({ weight }) => weight) };
  }
  const annotator = readPool(db).find(({ config }) => config.id === source || config.model === source);
  if (annotator === undefined) {
    throw new AppError('ANNOTATOR_UNKNOWN', `There is no annotator "${source}" in the pool.`, {
      action: `Choose best, consensus, elite or one of: ${readPool(db)
        .map(({ config }) => config.id)
        .join(', ')}.`,
    });
  }
  return {
    source: annotator.config.id,
    run,
    iteration: null,
    ...newestGuideline(db),
    annotatorIds: [annotator.config.id],
    weights: [1],
  };
}

export function createLabelJob(
  db: Database,
  plan: LabelPlan,
  scope: 'all' | 'unlabelled',
  deps: { newId: () => string; now: () => string },
): LabelJobRow {
  const last = lastDocumentKey(db);
  if (last === null) {
    throw new AppError('NO_DOCUMENTS', 'The project has no documents to label.', {
      action: 'Import a corpus first.',
    });
  }
  return insertLabelJob(db, {
    labelJobId: deps.newId(),
    source: plan.source,
    runId: plan.run?.runId ?? null,
    iteration: plan.iteration,
    guideline: plan.guidelineNumber,
    schemaNumber: readSchema(db).number,
    annotatorIds: plan.annotatorIds,
    weights: plan.weights,
    scope,
    lastDocument: last,
    startedAt: deps.now(),
  });
}
