import type { Evaluation } from '#shared/domain/analysis.ts';
import type { Span } from '#shared/domain/span.ts';
import { evaluate } from '#core/evaluation/evaluate.ts';
import { readDocumentsAfter, readGold } from '#core/store/document-table.ts';
import { readLabelDocument } from '#core/store/label-document-table.ts';
import type { Database } from '#core/store/open-store.ts';

/** The labelled corpus against gold, over the documents that have both. */
export function evaluateLabels(db: Database): { documents: number; evaluation: Evaluation } {
  const gold = new Map<string, readonly Span[]>();
  const predicted = new Map<string, readonly Span[]>();
  let after = 0;
  for (;;) {
    const chunk = readDocumentsAfter(db, after, 500);
    const last = chunk.at(-1);
    if (last === undefined) break;
    after = last.key;
    for (const document of chunk) {
      const goldSpans = readGold(db, document.key);
      const labels = readLabelDocument(db, document.key);
      if (goldSpans === null || labels === undefined) continue;
      gold.set(document.id, goldSpans);
      predicted.set(document.id, labels.failed ? [] : labels.spans);
    }
  }
  return { documents: gold.size, evaluation: evaluate(gold, predicted) };
}
