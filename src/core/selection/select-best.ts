/** What selection needs to know of one iteration. */
export interface IterationAgreement {
  readonly iteration: number;
  /** A_t: mean of `perAnnotator`, 0..1. */
  readonly mean: number;
  /** f_k: mean strict span F1 of each annotator with the others, in annotator order. */
  readonly perAnnotator: readonly number[];
  readonly annotators: readonly string[];
}

export interface BestConfiguration {
  readonly iteration: number;
  readonly annotator: string;
  readonly agreement: number;
  readonly annotatorAgreement: number;
}

/** Values closer than this are a tie. */
const tieTolerance = 1e-9;

/**
 * Chooses iteration and annotator without gold: t* = argmax A_t, ties → earlier; k* = argmax f_k(t*), ties → annotator
 * order.
 * Source: method.md 7.3 [do].
 * @returns null without iterations or annotators
 */
export function selectBest(iterations: readonly IterationAgreement[]): BestConfiguration | null {
  const inOrder = iterations
    .filter(({ annotators }) => annotators.length > 0)
    .sort((a, b) => a.iteration - b.iteration);
  const best = inOrder[firstLargest(inOrder.map(({ mean }) => mean))];
  if (best === undefined) return null;
  const k = firstLargest(best.perAnnotator);
  return {
    iteration: best.iteration,
    annotator: best.annotators[k] as string,
    agreement: best.mean,
    annotatorAgreement: best.perAnnotator[k] as number,
  };
}

/** First index whose value is within the tolerance of the largest; -1 for no value. */
function firstLargest(values: readonly number[]): number {
  const largest = Math.max(...values);
  return values.findIndex((value) => value >= largest - tieTolerance);
}
