import { createRandom } from '#core/sampling/random.ts';
import { percentile } from './percentile.ts';
import { rotateLabels } from './rotate-labels.ts';
import { tokenMetrics, type TokenMetricsInput } from './token-metrics.ts';

export interface BaselineOptions {
  /** Any integer; the same seed gives the same baseline. */
  readonly seed: number;
  /** Of the chance scores, 0..100. */
  readonly percentile?: number;
  /** The set is turned again until at least this many token scores are collected. */
  readonly minScores?: number;
}

/**
 * u_min: the score U* that few tokens reach where annotators place their marks independently of each other. The null is
 * `rotateLabels`, not an exchange of labels between annotators on a token: among annotators of equal weight that leaves
 * every sum of weights, and so U*, as it was (docs/decisions/0014).
 *   u_min = percentile 95 of U* over all tokens of all turned copies of the set
 * Source: method.md section 9, row 1 (permutation baseline), with a null of our own.
 * @returns 0..1; 0 where next to nothing is marked or the set has no token
 */
export function permutationBaseline(
  input: TokenMetricsInput,
  { seed, percentile: q = 95, minScores = 50_000 }: BaselineOptions,
): number {
  const { table } = input;
  const tokens = table.starts[table.documents.length] as number;
  if (tokens === 0) return 0;
  const random = createRandom(seed);
  const copies = Math.max(1, Math.ceil(minScores / tokens));
  const scores = new Float64Array(copies * tokens);
  for (let copy = 0; copy < copies; copy += 1) {
    // The coalition has no part in U*.
    const { score } = tokenMetrics({ ...input, table: rotateLabels(table, random), coalition: [] });
    scores.set(score, copy * tokens);
  }
  return percentile(scores, q);
}
