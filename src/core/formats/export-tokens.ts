import { prefixLength } from '#shared/prefix-length.ts';
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
 * The tokens of a fitted document: its own, else the product's; cut further where a span begins or ends inside a token,
 * so that no border moves. Worked out once for a document, although the loss report and the writer both ask for it.
 * @param isMisread words that would not come back as one word: their first character becomes a token of its own
 */
export function tokenView(
  document: ExportDocument,
  options: WriteOptions,
  isMisread?: (word: string) => boolean,
): TokenView {
  const known = views.get(document);
  if (known !== undefined) return known;
  const view = createView(document, options, isMisread);
  views.set(document, view);
  return view;
}

const views = new WeakMap<ExportDocument, TokenView>();

function createView(
  { text, spans, tokens: own }: ExportDocument,
  options: WriteOptions,
  isMisread: ((word: string) => boolean) | undefined,
): TokenView {
  const base = options.granularity === 'character' ? characters(text) : (own ?? tokenize(text));
  const cut = cutAt(covering(base, spans, text), spans, text);
  const tokens = isMisread === undefined ? cut : splitMisread(cut, text, isMisread);
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

/**
 * A token for each stretch of a span that is visible to JavaScript and in no token: what the tokeniser takes for white
 * space (U+0085, zero-width spaces), or what a document's own tokens leave out.
 */
function covering(tokens: readonly Token[], spans: readonly Span[], text: string): readonly Token[] {
  const missing: Token[] = [];
  for (const { start, end } of spans) {
    let at = start;
    for (let i = firstEndingAfter(tokens, start); at < end; i++) {
      const token = tokens[i];
      const gapEnd = Math.min(end, token?.start ?? end);
      for (const { index, 0: piece } of text.slice(at, gapEnd).matchAll(/\S+/gu))
        missing.push({ start: at + index, end: at + index + piece.length });
      at = Math.max(at, token?.end ?? end);
    }
  }
  if (missing.length === 0) return tokens;
  const sorted = [...tokens, ...missing].sort((a, b) => a.start - b.start || b.end - a.end);
  // Two spans may have found the same gap, or parts of it.
  const result: Token[] = [];
  for (const { start, end } of sorted) {
    const from = Math.max(start, result.at(-1)?.end ?? 0);
    if (from < end) result.push({ start: from, end });
  }
  return result;
}

const firstEndingAfter = (tokens: readonly Token[], at: number): number =>
  prefixLength(tokens.length, (index) => (tokens[index]?.end ?? 0) <= at);

function splitMisread(
  tokens: readonly Token[],
  text: string,
  isMisread: (word: string) => boolean,
): readonly Token[] {
  if (!tokens.some(({ start, end }) => isMisread(text.slice(start, end)))) return tokens;
  return tokens.flatMap(({ start, end }) =>
    isMisread(text.slice(start, end))
      ? [
          { start, end: start + 1 },
          { start: start + 1, end },
        ]
      : [{ start, end }],
  );
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
