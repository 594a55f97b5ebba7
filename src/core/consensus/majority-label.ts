/** Masses closer than this are a tie; the one tie rule of the product: the first in annotator order wins. */
export const tieTolerance = 1e-9;

/**
 * Index of the winning label.
 * @param masses summed weight per label, labels in the order in which the annotators (in their configured order) first
 *   name them; at least one
 * @returns the first index whose mass is within `tieTolerance` of the largest
 */
export function majorityIndex(masses: ArrayLike<number>, count = masses.length): number {
  let largest = -Infinity;
  for (let index = 0; index < count; index += 1) largest = Math.max(largest, masses[index] as number);
  let winner = 0;
  while ((masses[winner] as number) < largest - tieTolerance) winner += 1;
  return winner;
}
