import type { Span } from '#shared/domain/span.ts';

/** Whether two lists mark the same stretches with the same types in the same order. */
export function sameSpans(a: readonly Span[], b: readonly Span[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  return a.every((span, i) => {
    const other = b[i];
    return (
      other?.start === span.start &&
      other.end === span.end &&
      other.type === span.type &&
      JSON.stringify(other.fragments) === JSON.stringify(span.fragments)
    );
  });
}
