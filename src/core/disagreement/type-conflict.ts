/** An entity mass up to this counts as none. */
const negligible = 1e-12;

/**
 * D_type of one token: how much those who see an entity differ on its type.
 *   m = 1 − q(O);   D_type = 1 − Σ_{c ≠ O} (q(c) / m)²,   0 if m ≤ 1e-12
 * Not scaled by m, as in the published method: two weak annotators of different types on an otherwise O token give a
 * value near 0.5.
 * Source: method.md section 4.
 * @param outside q(O)
 * @param typeMasses q(c) of the entity types
 * @returns 0 .. 1 − 1/types
 */
export function typeConflict(
  outside: number,
  typeMasses: ArrayLike<number>,
  count = typeMasses.length,
): number {
  const inside = 1 - outside;
  if (inside <= negligible) return 0;
  let squares = 0;
  for (let index = 0; index < count; index += 1) {
    const share = (typeMasses[index] as number) / inside;
    squares += share * share;
  }
  return 1 - squares;
}
