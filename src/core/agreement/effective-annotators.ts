import type { Matrix } from './pairwise.ts';

/** Mean F1 from which two annotators count as near-duplicates. */
export const duplicateThreshold = 0.95;

export interface AnnotatorClusters {
  /** Annotator indices, clusters in order of their first member. */
  readonly clusters: readonly (readonly number[])[];
  /** Number of clusters: how many independent voices the pool has. */
  readonly effective: number;
}

/**
 * Groups annotators that label almost alike (for instance two sizes of one model): average-linkage clustering on
 * pairwise strict span F1; the two clusters with the highest mean F1 are merged while that mean reaches the threshold
 * (ties: first in annotator order). Agreement inside a cluster says little about truth, so each cluster counts as one
 * voice.
 * Source: method.md section 9, "correlation-aware weights".
 * @param spanF1 symmetric, annotator order
 */
export function effectiveAnnotators(spanF1: Matrix, threshold = duplicateThreshold): AnnotatorClusters {
  const clusters = spanF1.map((_, k) => [k]);
  for (;;) {
    const next = closestClusters(spanF1, clusters, threshold);
    if (next === null) break;
    const absorbed = clusters.splice(next.j, 1).flat();
    clusters[next.i] = [...(clusters[next.i] ?? []), ...absorbed].sort((a, b) => a - b);
  }
  return { clusters, effective: clusters.length };
}

/**
 * Weights with one vote per cluster: each annotator's weight divided by the size of its cluster, renormalised.
 * @param weights annotator order, summing to a positive number
 */
export function clusterWeights(
  weights: readonly number[],
  clusters: AnnotatorClusters['clusters'],
): number[] {
  const shares = weights.map(
    (weight, k) => weight / (clusters.find((cluster) => cluster.includes(k))?.length ?? 1),
  );
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}

/** The two clusters with the highest mean F1, if it reaches the threshold. */
function closestClusters(
  spanF1: Matrix,
  clusters: readonly (readonly number[])[],
  threshold: number,
): { i: number; j: number } | null {
  let best: { i: number; j: number; mean: number } | null = null;
  for (const [i, one] of clusters.entries()) {
    for (const [j, other] of clusters.entries()) {
      if (j <= i) continue;
      const mean = meanBetween(spanF1, one, other);
      if (mean >= threshold - 1e-9 && (best === null || mean > best.mean + 1e-9)) best = { i, j, mean };
    }
  }
  return best;
}

function meanBetween(spanF1: Matrix, one: readonly number[], other: readonly number[]): number {
  let sum = 0;
  for (const i of one) for (const j of other) sum += spanF1[i]?.[j] ?? 0;
  return sum / (one.length * other.length);
}
