import type { LabelledDocument } from '#shared/domain/analysis.ts';
import type { Span } from '#shared/domain/span.ts';
import { AppError } from '#shared/errors.ts';
import { spanMatchCounts, type SpanMatchCounts } from '#core/agreement/span-match-counts.ts';
import { analyzeDisagreement } from '#core/disagreement/analyze-disagreement.ts';
import { annotationTable } from '#core/labels/annotation-table.ts';
import { bootstrapAgreement } from '#core/selection/bootstrap.ts';
import { writeAnalysis } from '#core/store/analysis-table.ts';
import { readGold } from '#core/store/document-table.ts';
import type { Database } from '#core/store/open-store.ts';
import { readDocumentSet } from '#core/store/document-set-table.ts';
import { listIterations, type RunRow } from '#core/store/run-table.ts';
import { readSchemaRevision } from '#core/store/setup-tables.ts';
import { labelledDocuments } from './labelled-documents.ts';
import { loadIteration } from './load-iteration.ts';
import { disagreementDocuments } from './disagreement-documents.ts';

/**
 * Analyses one iteration from its stored answers: the document set, and the probe set where there is one. Pure over the
 * store: doing it again gives the same rows.
 * @throws {AppError} TOO_FEW_ANNOTATORS where no document has the answers of two annotators
 */
export function analyseStage(db: Database, run: RunRow, iteration: number): void {
  for (const kind of ['main', 'probe'] as const) {
    if (readDocumentSet(db, run.runKey, iteration, kind).length === 0) continue;
    const documents = iterationLabels(db, run, iteration, kind);
    const order = annotatorOrder(db, run, iteration);
    const goldReference = run.settings.goldSupervision;
    const analysis = analyzeDisagreement(documents, order, run.settings.analysis, {
      goldReference,
      seed: run.settings.seed + iteration,
    });
    if (analysis.tokens.length === 0) {
      throw new AppError(
        'TOO_FEW_ANNOTATORS',
        `In round ${iteration} no document has answers of two annotators, so nothing can be compared.`,
        { action: 'Look at the failed units in the grid, mend their cause and retry them.' },
      );
    }
    // Gold for the figures only: it is no part of the stored analysis unless the run is supervised by gold.
    const { evaluation: _evaluation, ...stored } = analysis;
    const interval = bootstrapAgreement(
      spanMatchCounts(annotationTable(documents, order, { minAnnotators: 2 })),
      {
        seed: run.settings.seed,
      },
    );
    writeAnalysis(db, run.runKey, iteration, kind, {
      analysis: stored,
      interval: [interval.low, interval.high],
      ...disagreementDocuments(documents, analysis, readSchemaRevision(db, run.schemaNumber), goldReference),
    });
  }
}

/** Labels of an iteration's documents as the analysis reads them, with gold where it may be used. */
export function iterationLabels(
  db: Database,
  run: RunRow,
  iteration: number,
  kind: 'main' | 'probe',
): LabelledDocument[] {
  const { documents, answers } = loadIteration(db, run, iteration, kind);
  const gold = new Map<number, readonly Span[]>();
  if (run.settings.goldSupervision) {
    for (const document of documents) {
      const spans = readGold(db, document.key);
      if (spans !== null) gold.set(document.key, spans);
    }
  }
  return labelledDocuments(documents, answers, gold);
}

/** Span matches on the probe set with every document kept, so that rounds compare document by document. */
export function probeCounts(db: Database, run: RunRow, iteration: number): SpanMatchCounts {
  return spanMatchCounts(
    annotationTable(iterationLabels(db, run, iteration, 'probe'), run.settings.annotatorIds, {
      minAnnotators: 0,
    }),
  );
}

/** Configuration order, which decides ties. */
export function annotatorOrder(db: Database, run: RunRow, iteration: number): readonly string[] {
  return (
    listIterations(db, run.runKey).find((row) => row.iteration === iteration)?.annotatorIds ??
    run.settings.annotatorIds
  );
}
