/**
 * Weights of one document: annotators without labels get 0, the others share 1 in proportion to their weights (equally
 * if their weights sum to 0).
 * Source: method.md 3.4 [do].
 * @param weights in annotator order, ≥ 0
 * @param present whether each annotator labelled the document
 */
export function presentWeights(weights: readonly number[], present: ArrayLike<boolean | number>): number[] {
  let sum = 0;
  let count = 0;
  weights.forEach((weight, k) => {
    if (!isPresent(present[k])) return;
    sum += weight;
    count += 1;
  });
  return weights.map((weight, k) => {
    if (!isPresent(present[k])) return 0;
    return sum > 0 ? weight / sum : 1 / count;
  });
}

function isPresent(flag: boolean | number | undefined): boolean {
  return flag === true || flag === 1;
}
