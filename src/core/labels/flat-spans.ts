import type { TokenSpan } from '#shared/domain/span.ts';

/**
 * Chooses non-overlapping spans for a flat tagging: the longest first, among equals the earliest, then the order given;
 * a span that touches a taken token is left out whole (never cut). Spans that reach outside the tokens or are empty
 * are left out too.
 * Source: method.md 2.4 step 3 [do].
 * @returns the chosen spans in token order
 */
export function flatSpans<S extends TokenSpan>(spans: readonly S[], tokenCount: number): S[] {
  const ranked = spans
    .filter((span) => span.start >= 0 && span.end > span.start && span.end <= tokenCount)
    .toSorted((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start);
  const taken = new Uint8Array(tokenCount);
  const chosen: S[] = [];
  for (const span of ranked) {
    // The chosen ones are at least as long, so an overlap always covers one of the two ends.
    if (taken[span.start] === 1 || taken[span.end - 1] === 1) continue;
    taken.fill(1, span.start, span.end);
    chosen.push(span);
  }
  return chosen.sort((a, b) => a.start - b.start);
}
