import type { LabelledDocument } from '#shared/domain/analysis.ts';
import { round12 } from '#core/disagreement/round12.ts';
import { consensusTags } from './bio-vote.ts';

/**
 * The annotators that carry the vote: by weight, descending (ties in annotator order), until their weights reach the
 * cutoff. At least one; all if the cutoff is never reached. Weights and sums are compared rounded to 12 decimals, so
 * that the last bit of a double never decides.
 * Source: method.md 4.1 (coalition) and 3.3 (elite).
 * @param weights in annotator order, ≥ 0, summing to 1
 * @param cutoff 0..1
 * @returns annotator indices in rank order
 */
export function coalitionOf(weights: readonly number[], cutoff: number): number[] {
  const ranked = weights
    .map((weight, index) => ({ weight: round12(weight), index }))
    .sort((a, b) => b.weight - a.weight || a.index - b.index);
  const members: number[] = [];
  let reached = 0;
  for (const { index } of ranked) {
    members.push(index);
    reached += weights[index] as number;
    if (round12(reached) >= cutoff) break;
  }
  return members;
}

/** Consensus of the coalition alone; null if none of its members labelled the document. */
export function eliteTags(
  document: Pick<LabelledDocument, 'tokens' | 'labels'>,
  annotatorOrder: readonly string[],
  weights: readonly number[],
  cutoff = 0.5,
): string[] | null {
  const members = coalitionOf(weights, cutoff).sort((a, b) => a - b);
  return consensusTags(
    document,
    members.map((k) => annotatorOrder[k] as string),
    members.map((k) => weights[k] as number),
  );
}
