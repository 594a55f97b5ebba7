import type { AnnotationTable } from '#core/labels/annotation-table.ts';
import { cohenKappa } from './cohen-kappa.ts';
import { pairLabelCounts } from './pair-label-counts.ts';
import { pairCount, pairIndex, spanMatchCounts, type SpanMatchCounts } from './span-match-counts.ts';
import { f1FromCounts } from './strict-span-f1.ts';
import { tokenMacroF1 } from './token-macro-f1.ts';

export type Matrix = readonly (readonly number[])[];

/** Symmetric matrices in annotator order; each cell pools the documents that both annotators labelled. */
export interface PairwiseAgreement {
  readonly spanF1: Matrix;
  readonly kappa: Matrix;
  readonly tokenMacroF1: Matrix;
  /** Documents behind each cell. A cell with 0 holds 0 in the measures and takes part in no mean. */
  readonly documents: Matrix;
}

/** All pairwise measures of a document set. Source: method.md 3.1, missing annotations as in 3.4. */
export function pairwiseAgreement(
  table: AnnotationTable,
  spans: SpanMatchCounts = spanMatchCounts(table),
): PairwiseAgreement {
  const width = table.annotators.length;
  const labels = pairLabelCounts(table);
  const own = ownDocuments(table);
  const f1 = pooledSpanF1(spans);
  const empty = { agree: [], first: [], second: [] };
  const matrix = (diagonal: (k: number) => number, cell: (pair: number) => number): Matrix =>
    symmetricMatrix(width, diagonal, (i, j) => cell(pairIndex(i, j, width)));
  const shared = (measure: (pair: number) => number) => (pair: number) =>
    labels.documents[pair] === 0 ? 0 : measure(pair);
  const identical = (k: number): number => ((own[k] as number) > 0 ? 1 : 0);
  return {
    spanF1: matrix(
      identical,
      shared((pair) => f1[pair] as number),
    ),
    kappa: matrix(
      identical,
      shared((pair) => cohenKappa(labels.pairs[pair] ?? empty)),
    ),
    tokenMacroF1: matrix(
      identical,
      shared((pair) => tokenMacroF1(labels.pairs[pair] ?? empty)),
    ),
    documents: matrix(
      (k) => own[k] as number,
      (pair) => labels.documents[pair] as number,
    ),
  };
}

/** Strict span F1 of every pair over the documents both labelled (micro, pooled), by pair number. */
export function pooledSpanF1(counts: SpanMatchCounts): number[] {
  const { annotatorCount: width, documentCount, sizes, matches, present } = counts;
  const pairs = pairCount(width);
  const common = new Float64Array(pairs);
  const total = new Float64Array(pairs);
  for (let d = 0; d < documentCount; d += 1) {
    let pair = 0;
    for (let i = 0; i < width; i += 1) {
      for (let j = i + 1; j < width; j += 1, pair += 1) {
        if (present[d * width + i] !== 1 || present[d * width + j] !== 1) continue;
        common[pair] = (common[pair] as number) + (matches[d * pairs + pair] as number);
        total[pair] =
          (total[pair] as number) + (sizes[d * width + i] as number) + (sizes[d * width + j] as number);
      }
    }
  }
  return Array.from(common, (value, pair) => f1FromCounts(value, total[pair] as number, 0));
}

/** Mean of each row over the other annotators with whom it shares a document; 0 where there is none. */
export function meanWithOthers(measure: Matrix, documents: Matrix): number[] {
  return measure.map((row, i) => {
    let sum = 0;
    let count = 0;
    row.forEach((value, j) => {
      if (j === i || documents[i]?.[j] === 0) return;
      sum += value;
      count += 1;
    });
    return count === 0 ? 0 : sum / count;
  });
}

function ownDocuments(table: AnnotationTable): number[] {
  const width = table.annotators.length;
  return table.annotators.map((_, k) => {
    let count = 0;
    for (let at = k; at < table.present.length; at += width) count += table.present[at] as number;
    return count;
  });
}

function symmetricMatrix(
  size: number,
  diagonal: (k: number) => number,
  cell: (i: number, j: number) => number,
): number[][] {
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, j) => (i === j ? diagonal(i) : cell(Math.min(i, j), Math.max(i, j)))),
  );
}
