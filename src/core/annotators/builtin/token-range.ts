import { prefixLength } from '#shared/prefix-length.ts';
import type { Token } from '#shared/domain/span.ts';

/** Index of the first token that ends after a position, tokens.length if none does. O(log n). */
export function firstTokenAfter(tokens: readonly Token[], position: number): number {
  return prefixLength(tokens.length, (index) => (tokens[index]?.end ?? 0) <= position);
}

/** Index of the last token that starts before a position, -1 if none does. O(log n). */
export function lastTokenBefore(tokens: readonly Token[], position: number): number {
  return prefixLength(tokens.length, (index) => (tokens[index]?.start ?? 0) < position) - 1;
}
