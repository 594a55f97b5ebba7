/**
 * Rounds to 12 decimals. Scores are compared in this form, so that two correct programs, or two summation orders, find
 * the same hotspots. Source: method.md section 8 row 10.
 */
export function round12(value: number): number {
  const rounded = Math.round(value * 1e12) / 1e12;
  return rounded === 0 ? 0 : rounded; // no negative zero
}
