import type { TokenSpan } from '#shared/domain/span.ts';
import type { PrecisionRecall } from '#shared/domain/analysis.ts';

/**
 * F1 of two sets from their sizes: F1 = 2 |A ∩ B| / (|A| + |B|). Both empty → 1 (they agree that there is nothing);
 * one empty → 0.
 * Source: method.md 3.1.
 */
export function f1FromCounts(common: number, sizeA: number, sizeB: number): number {
  return sizeA + sizeB === 0 ? 1 : (2 * common) / (sizeA + sizeB);
}

/** How many spans of two lists are equal in start, end and type; duplicates count once. */
export function countEqualSpans(a: readonly TokenSpan[], b: readonly TokenSpan[]): number {
  const keys = new Set(a.map(keyOf));
  let common = 0;
  for (const key of new Set(b.map(keyOf))) if (keys.has(key)) common += 1;
  return common;
}

/**
 * Strict span agreement, pooled over documents: a span counts as common if document, start, end and type are equal.
 * P = |A ∩ B| / |B|, R = |A ∩ B| / |A|, F1 as in `f1FromCounts`; both empty → all 1.
 * Source: method.md 3.1.
 * @param a spans of the reference side, one list per document
 * @param b spans of the other side, in the same document order
 */
export function strictSpanF1(
  a: readonly (readonly TokenSpan[])[],
  b: readonly (readonly TokenSpan[])[],
): PrecisionRecall {
  let common = 0;
  let sizeA = 0;
  let sizeB = 0;
  a.forEach((spans, d) => {
    const others = b[d] ?? [];
    common += countEqualSpans(spans, others);
    sizeA += new Set(spans.map(keyOf)).size;
    sizeB += new Set(others.map(keyOf)).size;
  });
  if (sizeA + sizeB === 0) return { precision: 1, recall: 1, f1: 1 };
  return {
    precision: sizeB === 0 ? 0 : common / sizeB,
    recall: sizeA === 0 ? 0 : common / sizeA,
    f1: f1FromCounts(common, sizeA, sizeB),
  };
}

function keyOf(span: TokenSpan): string {
  return `${span.start} ${span.end} ${span.type}`;
}
