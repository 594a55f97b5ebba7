import type { LabelCounts } from './label-counts.ts';

/**
 * Agreement beyond chance of two annotators on the labels of the tokens both labelled:
 *   κ = (p_o − p_e) / (1 − p_e),   p_e = Σ_c p_a(c) p_b(c)
 * Undefined (both give one and the same label everywhere, or no token) → 1, as they are identical.
 * Source: Cohen (1960); method.md 3.1.
 * @returns −1..1
 */
export function cohenKappa({ agree, first, second }: LabelCounts): number {
  let tokens = 0;
  let equal = 0;
  let products = 0;
  for (let label = 0; label < agree.length; label += 1) {
    tokens += first[label] as number;
    equal += agree[label] as number;
    products += (first[label] as number) * (second[label] as number);
  }
  if (products === tokens * tokens) return 1;
  const observed = equal / tokens;
  const expected = products / (tokens * tokens);
  return (observed - expected) / (1 - expected);
}

export const kappaWords = ['poor', 'slight', 'fair', 'moderate', 'substantial', 'almost perfect'] as const;
export type KappaWord = (typeof kappaWords)[number];

/**
 * The usual word for a kappa: < 0 poor, < 0.2 slight, < 0.4 fair, < 0.6 moderate, < 0.8 substantial, else almost
 * perfect. Source: Landis & Koch (1977), borders as in method.md 3.1.
 */
export function interpretKappa(kappa: number): KappaWord {
  if (kappa < 0) return 'poor';
  if (kappa < 0.2) return 'slight';
  if (kappa < 0.4) return 'fair';
  if (kappa < 0.6) return 'moderate';
  return kappa < 0.8 ? 'substantial' : 'almost perfect';
}
