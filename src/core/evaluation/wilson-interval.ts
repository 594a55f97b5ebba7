/**
 * Wilson score interval of a proportion, 95 %:
 *   (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n),  z = 1.959964
 * Source: Wilson (1927), J. Am. Stat. Assoc. 22, 209–212.
 * @param correct 0 … n
 * @param n ≥ 1
 */
export function wilsonInterval(correct: number, n: number): readonly [number, number] {
  const z = 1.959963984540054;
  const p = correct / n;
  const centre = p + (z * z) / (2 * n);
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return [Math.max(0, (centre - half) / scale), Math.min(1, (centre + half) / scale)];
}
