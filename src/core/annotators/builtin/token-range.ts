import type { Token } from '#shared/domain/span.ts';

/** Index of the first token that ends after a position, tokens.length if none does. O(log n). */
export function firstTokenAfter(tokens: readonly Token[], position: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.end ?? 0) > position) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Index of the last token that starts before a position, -1 if none does. O(log n). */
export function lastTokenBefore(tokens: readonly Token[], position: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.start ?? 0) >= position) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}
