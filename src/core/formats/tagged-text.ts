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
  readonly spaceAfter?: readonly boolean[];
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
  const ranges: [number, number][] = [];
  let length = 0;
  let reconstructed = false;
  for (const [index, sentence] of sentences.entries()) {
    if (index > 0) {
      parts.push('\n');
      length += 1;
    }
    const first = tokens.length;
    const own = sentence.text === undefined ? null : tokensIn(sentence.text, sentence.tokens, length);
    if (own !== null && sentence.text !== undefined) {
      tokens.push(...own);
      parts.push(sentence.text);
      length += sentence.text.length;
    } else {
      reconstructed = true;
      const words = sentence.tokens;
      // Index loops and one string: this runs for every token of a corpus.
      let part = '';
      for (let i = 0; i < words.length; i++) {
        const word = words[i] ?? '';
        const start = length + part.length;
        tokens.push({ start, end: start + word.length });
        part += i < words.length - 1 && sentence.spaceAfter?.[i] !== false ? `${word} ` : word;
      }
      parts.push(part);
      length += part.length;
    }
    ranges.push([first, tokens.length]);
  }
  const text = parts.join('');
  const spans: Span[] = [];
  for (const [index, sentence] of sentences.entries()) {
    const [first, past] = ranges[index] ?? [0, 0];
    const tokenSpans = tokenSpansFromTags(plainTags(sentence.tags, scheme));
    if (tokenSpans.length === 0) continue;
    const own = first === 0 && past === tokens.length ? tokens : tokens.slice(first, past);
    for (const span of spansFromTokenSpans(tokenSpans, own, text)) spans.push(span);
  }
  const surfaces = { verified: spans.length, total: spans.length };
  return { id, text, tokens, reconstructed, spans, meta, surfaces, sentences: sentences.length };
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
    const several = /^[BI]-[^,]+(,[BI]-[^,]+)+$/.exec(tag);
    if (several !== null) {
      const first = tag.slice(0, tag.indexOf(','));
      return { tag: first, repaired: `"${tag}" holds several tags; the first is used` };
    }
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
