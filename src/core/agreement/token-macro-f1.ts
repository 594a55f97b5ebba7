import type { LabelCounts } from './label-counts.ts';

/**
 * Unweighted mean over the labels (O included) that occur on either side of F1_c = 2 agree_c / (first_c + second_c).
 * Only one label overall → 1; no token → 0.
 * Source: method.md 3.1.
 * @returns 0..1
 */
export function tokenMacroF1({ agree, first, second }: LabelCounts): number {
  let sum = 0;
  let classes = 0;
  for (let label = 0; label < agree.length; label += 1) {
    const size = (first[label] as number) + (second[label] as number);
    if (size === 0) continue;
    classes += 1;
    sum += (2 * (agree[label] as number)) / size;
  }
  return classes === 0 ? 0 : sum / classes;
}
