import { AppError } from '#shared/errors.ts';

/** Share of each value in the sum; uniform if the sum is not positive. Empty stays empty. */
export function normalise(values: readonly number[]): number[] {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => (sum > 0 ? value / sum : 1 / values.length));
}

/**
 * Lifts mean kappas so that none is negative: κ_k − min κ if the smallest is below 0 (the worst annotator then has
 * exactly 0), else unchanged. Source: method.md 3.2.
 */
export function shiftKappas(kappas: readonly number[]): number[] {
  const lowest = Math.min(0, ...kappas);
  return kappas.map((kappa) => kappa - lowest);
}

/**
 * w_k = f_k / Σ f. The weights of the paper's text.
 * @param spanMeans f_k: mean strict span F1 of annotator k with the others, 0..1
 */
export function spanOnlyWeights(spanMeans: readonly number[]): number[] {
  return normalise(spanMeans);
}

/** w_k = κ'_k / Σ κ', κ' = shifted mean kappas. */
export function kappaOnlyWeights(kappaMeans: readonly number[]): number[] {
  return normalise(shiftKappas(kappaMeans));
}

/**
 * w_k = a · Norm(f)_k + b · Norm(κ')_k. What the published code runs, and the default here, is a = b = 0.5.
 * Source: method.md 3.2.
 * @throws {AppError} INVALID_ARGUMENT unless a + b = 1 (within 1e-6)
 */
export function hybridWeights(
  spanMeans: readonly number[],
  kappaMeans: readonly number[],
  a = 0.5,
  b = 0.5,
): number[] {
  if (!(Math.abs(a + b - 1) <= 1e-6)) {
    throw new AppError('INVALID_ARGUMENT', `hybridWeights: a + b must be 1, got ${a} + ${b}.`);
  }
  const span = spanOnlyWeights(spanMeans);
  const kappa = kappaOnlyWeights(kappaMeans);
  return span.map((weight, k) => a * weight + b * (kappa[k] as number));
}

/** w_k = Norm(max(0.1, f_k)): no annotator loses its voice. Source: method.md 3.2, row "reliability". */
export function reliabilityWeights(spanMeans: readonly number[], floor = 0.1): number[] {
  return normalise(spanMeans.map((mean) => Math.max(floor, mean)));
}
