import { round12 } from './round12.ts';

/**
 * Lower bound for the hotspot threshold that follows the data: the score above the widest gap between neighbouring
 * distinct positive scores (0 counts as the lowest neighbour). Where a few tokens stand out from a mass of small
 * disagreements, only those stay hot; a fixed share would over-correct late rounds.
 * Source: method.md section 9, row 1 (largest gap of sorted positive U*).
 * @param scores rounded scores of all tokens of the set
 * @returns 0 if no score is positive; of equal gaps the lowest
 */
export function largestGapThreshold(scores: ArrayLike<number>): number {
  const positive = new Set<number>();
  for (let index = 0; index < scores.length; index += 1) {
    const value = scores[index] as number;
    if (value > 0) positive.add(value);
  }
  const sorted = [...positive].sort((a, b) => a - b);
  let below = 0;
  let widest = 0;
  let threshold = 0;
  for (const value of sorted) {
    const gap = round12(value - below);
    if (gap > widest) {
      widest = gap;
      threshold = value;
    }
    below = value;
  }
  return threshold;
}
