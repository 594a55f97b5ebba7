import { prefixLength } from '#shared/prefix-length.ts';
import type { TextRange } from './text-range.ts';

/** Index of the first token that starts at or after `offset`; -1 if there is none. O(log n). */
export function firstTokenFrom(tokens: readonly TextRange[], offset: number): number {
  const before = prefixLength(tokens.length, (index) => (tokens[index]?.start ?? 0) < offset);
  return before < tokens.length ? before : -1;
}

/** Index of the last token that ends at or before `offset`; -1 if there is none. O(log n). */
export function lastTokenUntil(tokens: readonly TextRange[], offset: number): number {
  return prefixLength(tokens.length, (index) => (tokens[index]?.end ?? 0) <= offset) - 1;
}

/** The token at an offset; between tokens the next one, at the end the last; the whole text where it has no token. */
export function tokenNear(
  of: { readonly text: string; readonly tokens: readonly TextRange[] },
  offset: number,
): TextRange {
  const index = lastTokenUntil(of.tokens, offset) + 1;
  return of.tokens[index] ?? of.tokens.at(-1) ?? { start: 0, end: of.text.length };
}
