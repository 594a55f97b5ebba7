import { spansFromTokenSpans } from '#core/labels/char-token-spans.ts';
import { parseTag } from '#core/labels/parse-tag.ts';
import { tokenSpansFromTags } from '#core/labels/tags-to-spans.ts';
import type { Span, Token } from '#shared/domain/span.ts';
import type { ImportedDocument, TagScheme } from './reader.ts';

/** A sentence (or any stretch) of a token based file. */
export interface TaggedSentence {
  readonly tokens: readonly string[];
  /** As the file writes them; as many as tokens. */
  readonly tags: readonly string[];
  /** Whether a space follows the token; missing: always. */
  readonly spaceAfter?: readonly boolean[] | undefined;
  /** The sentence's own text, where the file gives it. */
  readonly text?: string | undefined;
}

/**
 * Puts a document together from its sentences: tokens joined by a space unless the file says otherwise, sentences by
 * a line feed. The text a file gives for a sentence is used when its tokens stand in it in order.
 */
export function taggedDocument(
  sentences: readonly TaggedSentence[],
  scheme: TagScheme,
  id: string | null,
  meta: Readonly<Record<string, unknown>> = {},
): ImportedDocument {
  const parts: string[] = [];
  const tokens: Token[] = [];
  const firsts: number[] = [];
  let length = 0;
  let reconstructed = false;
  for (const sentence of sentences) {
    if (parts.length > 0) length += 1;
    firsts.push(tokens.length);
    const own = sentence.text === undefined ? null : tokensIn(sentence.text, sentence.tokens, length);
    if (own === null || sentence.text === undefined) reconstructed = true;
    else for (const token of own) tokens.push(token);
    const part =
      own === null || sentence.text === undefined ? joinTokens(sentence, length, tokens) : sentence.text;
    parts.push(part);
    length += part.length;
  }
  const text = parts.length === 1 ? (parts[0] ?? '') : parts.join('\n');
  const spans: Span[] = [];
  for (let i = 0; i < sentences.length; i++) {
    const tokenSpans = tokenSpansFromTags(plainTags(sentences[i]?.tags ?? [], scheme));
    if (tokenSpans.length === 0) continue;
    const first = firsts[i] ?? 0;
    const past = firsts[i + 1] ?? tokens.length;
    const own = first === 0 && past === tokens.length ? tokens : tokens.slice(first, past);
    for (const span of spansFromTokenSpans(tokenSpans, own, text)) spans.push(span);
  }
  const surfaces = { verified: spans.length, total: spans.length };
  return {
    id,
    text,
    tokens,
    reconstructed,
    spans,
    annotated: true,
    meta,
    surfaces,
    sentences: sentences.length,
  };
}

/** The text `taggedDocument` makes of sentences whose tokens are joined by blanks. */
export function textOfSentences(sentences: readonly Pick<TaggedSentence, 'tokens' | 'text'>[]): string {
  return sentences
    .map(({ tokens, text }) =>
      text === undefined || tokensIn(text, tokens, 0) === null ? tokens.join(' ') : text,
    )
    .join('\n');
}

/**
 * The sentence as text, its tokens' places added to `places`. Runs for every token of a corpus, so it makes nothing but
 * the places and one string.
 */
function joinTokens({ tokens, spaceAfter }: TaggedSentence, offset: number, places: Token[]): string {
  let at = offset;
  if (spaceAfter === undefined) {
    for (let i = 0; i < tokens.length; i++) {
      const end = at + (tokens[i] ?? '').length;
      places.push({ start: at, end });
      at = end + 1;
    }
    return tokens.join(' ');
  }
  let text = '';
  for (let i = 0; i < tokens.length; i++) {
    const word = tokens[i] ?? '';
    const start = offset + text.length;
    places.push({ start, end: start + word.length });
    text += i < tokens.length - 1 && spaceAfter[i] !== false ? `${word} ` : word;
  }
  return text;
}

/** Tags without prefixes (`LOC LOC O`) mark runs; everything else is read as it stands. */
function plainTags(tags: readonly string[], scheme: TagScheme): readonly string[] {
  return scheme === 'io' ? tags.map((tag) => (tag === 'O' ? tag : `I-${tag}`)) : tags;
}

/** Places of tokens that follow each other in a text with nothing but white space between; null if they do not. */
function tokensIn(text: string, tokens: readonly string[], offset: number): Token[] | null {
  const places: Token[] = [];
  let at = 0;
  for (const token of tokens) {
    while (at < text.length && !text.startsWith(token, at)) {
      if (!/\s/.test(text.charAt(at))) return null;
      at++;
    }
    if (at >= text.length) return null;
    places.push({ start: offset + at, end: offset + at + token.length });
    at += token.length;
  }
  return /\S/.test(text.slice(at)) ? null : places;
}

export interface CheckedTag {
  readonly tag: string;
  /** What had to be repaired, or null. */
  readonly repaired: string | null;
}

/**
 * One tag of a file, made readable: several annotators' tags in one cell keep the first, a type without a prefix in a
 * file with prefixes continues or opens a span, anything else becomes O; each is told.
 * @param before the tag of the token before in the same sentence
 */
export function checkTag(tag: string, before: string, scheme: TagScheme): CheckedTag {
  if (tag === 'O') return { tag, repaired: null };
  if (scheme === 'io')
    return tag === '' || tag === '_'
      ? { tag: 'O', repaired: 'an empty tag is read as O' }
      : { tag, repaired: null };
  const parsed = parseTag(tag);
  if (parsed !== null) {
    if (tag.includes(',') && /^[BI]-[^,]+(,[BI]-[^,]+)+$/.test(tag)) {
      const first = tag.slice(0, tag.indexOf(','));
      return { tag: first, repaired: `"${tag}" holds several tags; the first is used` };
    }
    if (parsed.prefix === 'B' || parsed.prefix === 'S') return { tag, repaired: null };
    const continues = before !== 'O' && before.slice(2) === parsed.type && !/^[ELSU]-/.test(before);
    if (parsed.prefix === 'I' && !continues && scheme === 'iob2')
      return { tag, repaired: `"${tag}" starts a span without B-; read as B-${parsed.type}` };
    if (
      (parsed.prefix === 'I' || parsed.prefix === 'E') &&
      !continues &&
      (scheme === 'iobes' || scheme === 'bilou')
    )
      return { tag, repaired: `"${tag}" starts a span without B-; read as the start of a span` };
    return { tag, repaired: null };
  }
  if (tag === '' || tag === '_' || tag === '-') return { tag: 'O', repaired: null };
  if (/^[BIELSU]-?$/.test(tag)) return { tag: 'O', repaired: `"${tag}" names no type; read as O` };
  return { tag: `I-${tag}`, repaired: `"${tag}" has no prefix; read as I-${tag}` };
}
