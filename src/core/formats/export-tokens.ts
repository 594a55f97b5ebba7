import { tokenSpansFromSpans } from '#core/labels/char-token-spans.ts';
import { tokenize } from '#core/text/tokenize.ts';
import type { Span, Token, TokenSpan } from '#shared/domain/span.ts';
import type { ExportDocument, WriteOptions } from './writer.ts';

/** A document cut into tokens for a token based format. */
export interface TokenView {
  readonly tokens: readonly Token[];
  readonly words: readonly string[];
  readonly spans: readonly TokenSpan[];
  /** Index of the first token of each sentence; sentences end at line breaks that no span crosses. */
  readonly sentenceStarts: readonly number[];
}

/**
 * The document's own tokens, else the product's; cut further where a span begins or ends inside a token, so that no
 * border moves.
 * @param spans as `fitSpans` keeps them
 */
export function tokenView(
  document: ExportDocument,
  spans: readonly Span[],
  options: WriteOptions,
): TokenView {
  const { text } = document;
  const base = options.granularity === 'character' ? characters(text) : (document.tokens ?? tokenize(text));
  const tokens = cutAt(base, spans, text);
  const tokenSpans = tokenSpansFromSpans(spans, tokens);
  const inside = new Uint8Array(tokens.length + 1); // 1: a span crosses the border before this token
  for (const { start, end } of tokenSpans) inside.fill(1, start + 1, end);
  const sentenceStarts = [0];
  for (let i = 1; i < tokens.length; i++) {
    if (inside[i] === 1) continue;
    const gap = text.slice(tokens[i - 1]?.end ?? 0, tokens[i]?.start ?? 0);
    if (gap.includes('\n')) sentenceStarts.push(i);
  }
  return {
    tokens,
    words: tokens.map(({ start, end }) => text.slice(start, end)),
    spans: tokenSpans,
    sentenceStarts: tokens.length === 0 ? [] : sentenceStarts,
  };
}

function characters(text: string): Token[] {
  const tokens: Token[] = [];
  for (const { segment, index } of new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text))
    if (/\S/.test(segment)) tokens.push({ start: index, end: index + segment.length });
  return tokens;
}

function cutAt(tokens: readonly Token[], spans: readonly Span[], text: string): readonly Token[] {
  const borders = new Set<number>();
  for (const { start, end, fragments } of spans)
    for (const [from, to] of fragments ?? [[start, end] as const]) {
      borders.add(from);
      borders.add(to);
    }
  if (borders.size === 0) return tokens;
  const sorted = [...borders].sort((a, b) => a - b);
  const result: Token[] = [];
  let next = 0;
  for (const token of tokens) {
    while ((sorted[next] ?? Infinity) <= token.start) next++;
    let start = token.start;
    for (let i = next; (sorted[i] ?? Infinity) < token.end; i++) {
      const at = sorted[i] ?? 0;
      if (at <= start) continue;
      pushVisible(result, start, at, text);
      start = at;
    }
    pushVisible(result, start, token.end, text);
  }
  return result;
}

/** A piece of a token that held white space may be blank: such a piece is no token. */
function pushVisible(tokens: Token[], start: number, end: number, text: string): void {
  if (/\S/.test(text.slice(start, end))) tokens.push({ start, end });
}
