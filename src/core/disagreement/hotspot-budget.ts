/**
 * The hotspots the supervisor is shown: the strongest ⌈budget · (1 − A)⌉, in their order. As the annotators come to agree,
 * fewer are shown, so that a late round is not rewritten for what little is left.
 * Source: method.md section 9, row 1 (a budget that shrinks with A_t; the linear form is ours).
 * @param hotspots in document order; of equal mean scores the earlier stays
 * @param budget hotspots where nobody agrees, ≥ 1; null = all
 * @param agreement A_t, 0..1
 */
export function withinBudget<T extends { readonly meanScore: number }>(
  hotspots: readonly T[],
  budget: number | null,
  agreement: number,
): T[] {
  if (budget === null) return [...hotspots];
  const kept = Math.ceil(budget * (1 - agreement) - 1e-9);
  const strongest = new Set(
    hotspots.toSorted((a, b) => b.meanScore - a.meanScore).slice(0, Math.max(0, kept)),
  );
  return hotspots.filter((hotspot) => strongest.has(hotspot));
}
