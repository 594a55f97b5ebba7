import { deflateSync } from 'node:zlib';
import { createOffsetMap } from '#core/text/offsets.ts';
import type { Span, Token } from '#shared/domain/span.ts';
import { encodeMsgpack } from '../docbin/msgpack.ts';
import { stringValue } from '../docbin/string-value.ts';
import { tokenView } from '../export-tokens.ts';
import { flatSpans } from '../fit-spans.ts';
import { keepsInUtf8, noId, viewWords } from '../format-keeps.ts';
import type { FormatKeeps } from '../format-info.ts';
import type { ExportDocument, WriteOptions, Writer } from '../writer.ts';

/** ORTH first, as spaCy demands; then ENT_IOB, ENT_TYPE, SENT_START. */
const attrs = [65, 77, 78, 80];
const emptyGroups = encodeMsgpack([]);

/**
 * spaCy DocBin. The text is token + one space, so every other run of white space is a token of its own. Flat entities
 * go to the documents' ents; where spans overlap, all of them go to the span group `sc` as well.
 */
export const writeSpacyDocBin: Writer = async function* (documents, options) {
  const rows: bigint[] = [];
  const spaces: number[] = [];
  const lengths: number[] = [];
  const strings = new Set<string>(['']);
  const values = new Map<string, bigint>();
  const groups: Uint8Array[] = [];
  const valueOf = (text: string): bigint => {
    let value = values.get(text);
    if (value === undefined) {
      value = stringValue(text);
      values.set(text, value);
      strings.add(text);
    }
    return value;
  };
  for await (const document of documents) {
    const pieces = pack(document, options);
    const flat = flatSpans(document.spans);
    lengths.push(pieces.length);
    const types = entityTags(pieces, flat);
    // 0: nobody said anything about the token; 2: it is outside.
    const outside = { iob: document.annotated === false ? 0n : 2n, type: '' };
    for (const [i, { word, space, sentence }] of pieces.entries()) {
      const { iob, type } = types[i] ?? outside;
      rows.push(valueOf(word), iob, type === '' ? 0n : valueOf(type), sentence ? 1n : 0xffffffffffffffffn);
      spaces.push(space ? 1 : 0);
    }
    for (const { type } of document.spans) valueOf(type);
    groups.push(
      flat.length < document.spans.length
        ? groupBytes(document.text, document.spans, pieces, valueOf)
        : emptyGroups,
    );
  }
  const message = {
    version: '0.1',
    attrs,
    tokens: new Uint8Array(BigUint64Array.from(rows).buffer),
    spaces: Uint8Array.from(spaces),
    lengths: new Uint8Array(Int32Array.from(lengths).buffer),
    strings: [...strings].sort(),
    cats: lengths.map(() => ({})),
    flags: lengths.map(() => ({ has_unknown_spaces: false })),
    span_groups: groups,
  };
  yield { path: '', data: deflateSync(encodeMsgpack(message)) };
};

export const docBinKeeps: FormatKeeps = {
  ...keepsInUtf8,
  id: noId,
  metadata: false,
  // The state of each token says it, so a document without tokens says nothing.
  annotated: (annotated, { text }) => annotated && text !== '',
  words: viewWords,
};

interface Piece extends Token {
  readonly word: string;
  readonly space: boolean;
  readonly sentence: boolean;
}

/** Tokens and white space runs that together spell the text. */
function pack(document: ExportDocument, options: WriteOptions): readonly Piece[] {
  const { text } = document;
  const view = tokenView(document, options);
  const starts = new Set(view.sentenceStarts);
  const pieces: Piece[] = [];
  let at = 0;
  const blank = (to: number): void => {
    if (at < to)
      pieces.push({
        start: at,
        end: to,
        word: text.slice(at, to),
        space: false,
        sentence: pieces.length === 0,
      });
    at = to;
  };
  for (const [i, { start, end }] of view.tokens.entries()) {
    blank(start);
    const space = text.charAt(end) === ' ';
    pieces.push({
      start,
      end,
      word: text.slice(start, end),
      space,
      sentence: starts.has(i) || pieces.length === 0,
    });
    at = end + (space ? 1 : 0);
  }
  blank(text.length);
  return pieces;
}

function entityTags(
  pieces: readonly Piece[],
  spans: readonly Span[],
): readonly ({ iob: bigint; type: string } | null)[] {
  let next = 0;
  return pieces.map(({ start, end }) => {
    while ((spans[next]?.end ?? Infinity) <= start) next++;
    const span = spans[next];
    if (span === undefined || span.start >= end) return null;
    return { iob: start === span.start ? 3n : 1n, type: span.type };
  });
}

function groupBytes(
  text: string,
  spans: readonly Span[],
  pieces: readonly Piece[],
  valueOf: (text: string) => bigint,
): Uint8Array {
  const map = createOffsetMap(text, 'codepoint');
  const starts = new Map(pieces.map(({ start }, i) => [start, i]));
  const ends = new Map(pieces.map(({ end }, i) => [end, i + 1]));
  const packed = spans.map((span) => {
    const view = new DataView(new ArrayBuffer(40));
    view.setBigUint64(16, valueOf(span.type));
    view.setInt32(24, starts.get(span.start) ?? 0);
    view.setInt32(28, ends.get(span.end) ?? 0);
    view.setInt32(32, map.fromUtf16(span.start) ?? 0);
    view.setInt32(36, map.fromUtf16(span.end) ?? 0);
    return new Uint8Array(view.buffer);
  });
  return encodeMsgpack([encodeMsgpack({ name: 'sc', attrs: {}, spans: packed })]);
}
