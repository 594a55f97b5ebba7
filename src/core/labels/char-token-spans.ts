import { prefixLength } from '#shared/prefix-length.ts';
import type { Span, Token, TokenSpan } from '#shared/domain/span.ts';

/**
 * Projects character spans on tokens: a span covers every token that shares at least one character with
 * `[start, end)`. Discontinuous spans count with their hull. A span that shares no character with any token (white
 * space only, empty) gives nothing.
 * Source: method.md 2.4 step 3.
 * @param tokens in text order, not overlapping
 * @returns in the order of `spans`; O(spans · log tokens)
 */
export function tokenSpansFromSpans(
  spans: readonly Pick<Span, 'start' | 'end' | 'type'>[],
  tokens: readonly Token[],
): TokenSpan[] {
  const projected: TokenSpan[] = [];
  for (const { start, end, type } of spans) {
    const first = countTokens(tokens, (token) => token.end <= start);
    const past = countTokens(tokens, (token) => token.start < end);
    if (first < past && start < end) projected.push({ start: first, end: past, type });
  }
  return projected;
}

/**
 * Character spans of token spans: from the first token's start to the last token's end, with the surface.
 * Token spans that reach outside the tokens or are empty give nothing.
 */
export function spansFromTokenSpans(
  tokenSpans: readonly TokenSpan[],
  tokens: readonly Token[],
  text: string,
): Span[] {
  const spans: Span[] = [];
  for (const tokenSpan of tokenSpans) {
    const start = tokens[tokenSpan.start]?.start;
    const end = tokens[tokenSpan.end - 1]?.end;
    if (start === undefined || end === undefined || end <= start) continue;
    spans.push({ start, end, type: tokenSpan.type, text: text.slice(start, end) });
  }
  return spans;
}

/** How many leading tokens satisfy a condition that holds for a prefix of them (O(log n)). */
function countTokens(tokens: readonly Token[], holds: (token: Token) => boolean): number {
  return prefixLength(tokens.length, (index) => {
    const token = tokens[index];
    return token !== undefined && holds(token);
  });
}
