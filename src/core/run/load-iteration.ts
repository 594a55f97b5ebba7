import { votes } from '#shared/domain/annotator.ts';
import type { Document } from '#shared/domain/document.ts';
import type { Span } from '#shared/domain/span.ts';
import { spansFromTokenSpans } from '#core/labels/char-token-spans.ts';
import { tokenSpansFromTags } from '#core/labels/tags-to-spans.ts';
import { readAnalysis, type AnalysisRow } from '#core/store/analysis-table.ts';
import { readDocumentsByKey } from '#core/store/document-table.ts';
import type { Database } from '#core/store/open-store.ts';
import { readDocumentSet } from '#core/store/document-set-table.ts';
import type { RunRow } from '#core/store/run-table.ts';
import { readAllAnnotators } from '#core/store/setup-tables.ts';
import { readUnits, type UnitRow } from '#core/store/unit-table.ts';

export interface LoadedAnswer extends UnitRow {
  readonly annotatorId: string;
  readonly votes: boolean;
}

/** One iteration as stored: documents of the set, every annotator's answers, the analysis and the consensus spans. */
export interface LoadedIteration {
  readonly documents: readonly Document[];
  readonly answers: readonly LoadedAnswer[];
  readonly analysis: AnalysisRow | undefined;
  /** document key → consensus spans; documents the analysis left out are absent. */
  readonly consensus: ReadonlyMap<number, readonly Span[]>;
}

export function loadIteration(
  db: Database,
  run: RunRow,
  iteration: number,
  kind: 'main' | 'probe' = 'main',
): LoadedIteration {
  const keys = readDocumentSet(db, run.runKey, iteration, kind);
  const inSet = new Set(keys);
  const documents = readDocumentsByKey(db, keys);
  const idByKey = new Map(readAllAnnotators(db).map((row) => [row.annotatorKey, row.config.id]));
  const answers = readUnits(db, run.runKey, iteration)
    .filter((unit) => inSet.has(unit.documentKey))
    .map((unit) => ({
      ...unit,
      annotatorId: idByKey.get(unit.annotatorKey) ?? '',
      votes: votes(unit.state),
    }));
  const analysis = readAnalysis(db, run.runKey, iteration, kind);
  const consensus = new Map<number, readonly Span[]>();
  for (const document of documents) {
    const tags = analysis?.analysis.consensus[document.id];
    if (tags !== undefined) {
      consensus.set(
        document.key,
        spansFromTokenSpans(tokenSpansFromTags(tags), document.tokens, document.text),
      );
    }
  }
  return { documents, answers, analysis, consensus };
}
