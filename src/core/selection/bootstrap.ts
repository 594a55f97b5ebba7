import { pairCount, type SpanMatchCounts } from '#core/agreement/span-match-counts.ts';
import { percentile } from '#core/disagreement/percentile.ts';
import { createRandom } from '#core/sampling/random.ts';
import { AppError } from '#shared/errors.ts';

export interface BootstrapInterval {
  /** A_t on the documents themselves. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** Documents behind it. */
  readonly documents: number;
}

export interface BootstrapOptions {
  readonly seed: number;
  /** Default 1000. */
  readonly resamples?: number;
  /** Default 0.95. */
  readonly confidence?: number;
}

/**
 * Percentile bootstrap interval of A_t, the mean pairwise strict span F1: documents are drawn with replacement, the
 * pooled F1 of every pair is recomputed from per-document counts.
 * Source: Efron & Tibshirani (1993) ch. 13; method.md 7.3 [do].
 * @throws {AppError} INVALID_ARGUMENT if resamples < 1 or confidence is outside (0, 1)
 */
export function bootstrapAgreement(counts: SpanMatchCounts, options: BootstrapOptions): BootstrapInterval {
  const draw = new Float64Array(counts.documentCount).fill(1);
  const means = bootstrapMeans([counts], options).map(([mean]) => mean ?? 0);
  const tail = (100 * (1 - (options.confidence ?? 0.95))) / 2;
  return {
    estimate: meanPairwiseF1(counts, draw),
    low: percentile(means, tail),
    high: percentile(means, 100 - tail),
    documents: counts.documentCount,
  };
}

/**
 * Interval of A − B for two annotation rounds of the *same* documents (a probe set): both are recomputed on the same
 * resamples, so what is hard about a document cancels out.
 * @throws {AppError} INVALID_ARGUMENT if the two have different numbers of documents
 */
export function bootstrapDifference(
  a: SpanMatchCounts,
  b: SpanMatchCounts,
  options: BootstrapOptions,
): BootstrapInterval {
  if (a.documentCount !== b.documentCount) {
    throw new AppError(
      'INVALID_ARGUMENT',
      `bootstrapDifference: ${a.documentCount} and ${b.documentCount} documents; expected the same ones.`,
    );
  }
  const all = new Float64Array(a.documentCount).fill(1);
  const differences = bootstrapMeans([a, b], options).map(([one, other]) => (one ?? 0) - (other ?? 0));
  const tail = (100 * (1 - (options.confidence ?? 0.95))) / 2;
  return {
    estimate: meanPairwiseF1(a, all) - meanPairwiseF1(b, all),
    low: percentile(differences, tail),
    high: percentile(differences, 100 - tail),
    documents: a.documentCount,
  };
}

function bootstrapMeans(sets: readonly SpanMatchCounts[], options: BootstrapOptions): number[][] {
  const { seed, resamples = 1000, confidence = 0.95 } = options;
  if (!(resamples >= 1) || !(confidence > 0 && confidence < 1)) {
    throw new AppError('INVALID_ARGUMENT', 'bootstrap: resamples must be >= 1, confidence between 0 and 1.');
  }
  const documents = sets[0]?.documentCount ?? 0;
  const random = createRandom(seed);
  const times = new Float64Array(documents);
  return Array.from({ length: resamples }, () => {
    times.fill(0);
    for (let draw = 0; draw < documents; draw += 1) {
      const d = random.integer(documents);
      times[d] = (times[d] as number) + 1;
    }
    return sets.map((counts) => meanPairwiseF1(counts, times));
  });
}

/**
 * A_t with document d counted times[d] times: mean over annotators of their mean F1 with the others, over pairs that
 * share a document.
 */
export function meanPairwiseF1(counts: SpanMatchCounts, times: Float64Array): number {
  const { annotatorCount: width, documentCount, sizes, matches, present } = counts;
  const pairs = pairCount(width);
  const common = new Float64Array(pairs);
  const total = new Float64Array(pairs);
  const shared = new Float64Array(pairs);
  for (let d = 0; d < documentCount; d += 1) {
    const weight = times[d] as number;
    if (weight === 0) continue;
    let pair = 0;
    for (let i = 0; i < width; i += 1) {
      const isPresent = present[d * width + i] === 1;
      const size = sizes[d * width + i] as number;
      for (let j = i + 1; j < width; j += 1, pair += 1) {
        if (!isPresent || present[d * width + j] !== 1) continue;
        shared[pair] = (shared[pair] as number) + weight;
        common[pair] = (common[pair] as number) + weight * (matches[d * pairs + pair] as number);
        total[pair] = (total[pair] as number) + weight * (size + (sizes[d * width + j] as number));
      }
    }
  }
  const sums = new Float64Array(width);
  const others = new Float64Array(width);
  let pair = 0;
  for (let i = 0; i < width; i += 1) {
    for (let j = i + 1; j < width; j += 1, pair += 1) {
      if (shared[pair] === 0) continue;
      const f1 = total[pair] === 0 ? 1 : (2 * (common[pair] as number)) / (total[pair] as number);
      for (const k of [i, j]) {
        sums[k] = (sums[k] as number) + f1;
        others[k] = (others[k] as number) + 1;
      }
    }
  }
  let sum = 0;
  let compared = 0; // who shares no document with another takes part in no mean
  for (let k = 0; k < width; k += 1) {
    if (others[k] === 0) continue;
    sum += (sums[k] as number) / (others[k] as number);
    compared += 1;
  }
  return sum / Math.max(1, compared);
}
