import type { EvaluatedSpan } from './span-set.ts';

/** One gold span, one predicted span, or both where they were paired. */
export interface SpanPair {
  readonly gold: EvaluatedSpan | null;
  readonly predicted: EvaluatedSpan | null;
}

/**
 * Pairs predicted with gold spans, each at most once: first spans that are equal, then spans with the same borders, then
 * each remaining prediction with the first remaining gold span that it overlaps. What stays single is missed or
 * spurious. Pairing perfect matches first makes the result independent of the order of the lists; on spans that do not
 * overlap among themselves it is the pairing of the MUC-style scorers.
 * @param gold distinct spans in text order (`spanSet`)
 * @param predicted the same
 * @param minOverlap share of the gold span that an overlap must cover, 0..1; 0 = any shared unit
 */
export function matchSpans(
  gold: readonly EvaluatedSpan[],
  predicted: readonly EvaluatedSpan[],
  minOverlap = 0,
): SpanPair[] {
  const pairs: SpanPair[] = [];
  const openGold = new Set(gold);
  const openPredicted = new Set(predicted);
  const pair = (one: EvaluatedSpan, other: EvaluatedSpan): void => {
    openGold.delete(one);
    openPredicted.delete(other);
    pairs.push({ gold: one, predicted: other });
  };
  const byKey = (keyOf: (span: EvaluatedSpan) => string): void => {
    const waiting = new Map<string, EvaluatedSpan[]>();
    for (const span of openGold) {
      const list = waiting.get(keyOf(span));
      if (list === undefined) waiting.set(keyOf(span), [span]);
      else list.push(span);
    }
    for (const span of [...openPredicted]) {
      const partner = waiting.get(keyOf(span))?.shift();
      if (partner !== undefined) pair(partner, span);
    }
  };
  byKey((span) => `${span.start} ${span.end} ${span.type}`);
  byKey((span) => `${span.start} ${span.end}`);
  for (const span of [...openPredicted]) {
    for (const candidate of openGold) {
      if (candidate.start >= span.end) break; // text order: nothing further overlaps
      if (!overlapsEnough(candidate, span, minOverlap)) continue;
      pair(candidate, span);
      break;
    }
  }
  for (const span of openGold) pairs.push({ gold: span, predicted: null });
  for (const span of openPredicted) pairs.push({ gold: null, predicted: span });
  return pairs;
}

function overlapsEnough(gold: EvaluatedSpan, predicted: EvaluatedSpan, minOverlap: number): boolean {
  const shared = Math.min(gold.end, predicted.end) - Math.max(gold.start, predicted.start);
  return shared > 0 && shared >= minOverlap * (gold.end - gold.start);
}
