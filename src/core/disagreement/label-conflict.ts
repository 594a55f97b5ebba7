/**
 * D_conf of one token: the chance that two annotators drawn by weight give different labels (Gini-Simpson).
 *   D_conf = 1 − Σ_l p(l)²
 * Source: method.md section 4.
 * @param masses p(l) per BIO label, summing to 1
 * @returns 0 (unanimous) .. 1 − 1/labels
 */
export function labelConflict(masses: ArrayLike<number>, count = masses.length): number {
  let squares = 0;
  for (let index = 0; index < count; index += 1) {
    const mass = masses[index] as number;
    squares += mass * mass;
  }
  return 1 - squares;
}
