/** An annotator is dropped only if it lags the mean by this much. */
export const dropMargin = 0.1;
/** The pool never shrinks to fewer. */
export const smallestPool = 4;

export interface DropDecision {
  readonly annotator: string;
  /** Mean of all f_k minus its own. */
  readonly gap: number;
}

/**
 * Whether to drop an annotator before a round (from the third on): the one with the lowest f_k, if mean(f) − f is at
 * least `dropMargin` and more than `smallestPool` are active. At most one per round; ties → the later in annotator
 * order goes.
 * Source: method.md 7.2.
 * @param perAnnotator f_k of the round before, in annotator order
 * @param nextIteration the round about to begin; rounds 0 and 1 drop nobody
 */
export function annotatorToDrop(
  annotators: readonly string[],
  perAnnotator: readonly number[],
  nextIteration: number,
): DropDecision | null {
  if (nextIteration < 2 || annotators.length <= smallestPool) return null;
  const mean = perAnnotator.reduce((sum, f) => sum + f, 0) / perAnnotator.length;
  const lowest = Math.min(...perAnnotator);
  const gap = mean - lowest;
  if (gap < dropMargin - 1e-9) return null;
  const worst = perAnnotator.findLastIndex((f) => f <= lowest + 1e-9);
  return { annotator: annotators[worst] as string, gap };
}
