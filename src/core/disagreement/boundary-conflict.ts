/**
 * U_bnd, variant start-inside (the default): how evenly the annotators split on "an entity starts here", or on "an
 * entity goes on here".
 *   max(4 s (1 − s), 4 i (1 − i)),   s = mass of all B- labels, i = mass of all I- labels
 * Source: method.md section 4.
 * @returns 0..1
 */
export function startInsideConflict(startMass: number, insideMass: number): number {
  return Math.max(4 * startMass * (1 - startMass), 4 * insideMass * (1 - insideMass));
}

/**
 * U_bnd, variant entity: how evenly the annotators split on "this token belongs to an entity".
 *   4 e (1 − e),   e = 1 − p(O)
 * Source: method.md section 4.
 * @returns 0..1
 */
export function entityConflict(outsideMass: number): number {
  return 4 * (1 - outsideMass) * outsideMass;
}
