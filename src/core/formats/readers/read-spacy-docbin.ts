import { inflateSync } from 'node:zlib';
import { tokenSpansFromTags } from '#core/labels/tags-to-spans.ts';
import { spansFromTokenSpans } from '#core/labels/char-token-spans.ts';
import type { Span, Token } from '#shared/domain/span.ts';
import { AppError } from '#shared/errors.ts';
import { asMap } from '../docbin/as-map.ts';
import { decodeMsgpack, type Msgpack } from '../docbin/msgpack.ts';
import { unpackSpanGroups } from '../docbin/span-groups.ts';
import { stringTable } from '../docbin/string-value.ts';
import { limits } from '../limits.ts';
import { quarantined } from '../read-json-elements.ts';
import { readWholeBytes } from '../read-lines.ts';
import { missingLayers } from '../cas-types.ts';
import { mainSpans } from '../read-records.ts';
import type { ImportedDocument, ReadItem, Reader } from '../reader.ts';

const attribute = { orth: 65, entIob: 77, entType: 78, sentStart: 80 } as const;

/**
 * spaCy DocBin (`.spacy`): zlib-compressed MessagePack with rows of 64-bit values. Entities come from ENT_IOB and
 * ENT_TYPE; nested spans from the span groups (`sc` and others), each group kept apart as a layer.
 */
export const readSpacyDocBin: Reader = async function* (source, options) {
  const bin = unpack(await readWholeBytes(source, options), source.name);
  const table = stringTable(bin.strings);
  const width = bin.attrs.length;
  const column = (id: number): number => bin.attrs.indexOf(id);
  const [orth, iob, type, sent] = [
    column(attribute.orth),
    column(attribute.entIob),
    column(attribute.entType),
    column(attribute.sentStart),
  ];
  if (orth < 0) throw damaged(source.name, 'it has no ORTH column');
  let token = 0;
  let out: ReadItem[] = [];
  const seen = new Set<string>();
  for (const [index, length] of bin.lengths.entries()) {
    options.signal?.throwIfAborted();
    if (length < 0 || token + length > bin.spaces.length)
      throw damaged(source.name, `document ${index + 1} is longer than the file`);
    const cell = (row: number, at: number): bigint =>
      at < 0 ? 0n : bin.tokens.getBigUint64(((token + row) * width + at) * 8, true);
    const words: string[] = [];
    const tags: string[] = [];
    let sentences = 0;
    let missing = false;
    let annotated = false; // 0 says that nobody looked at the token
    for (let row = 0; row < length; row++) {
      const word = table.get(cell(row, orth));
      missing ||= word === undefined;
      words.push(word ?? '');
      const name = table.get(cell(row, type)) ?? '';
      const state = cell(row, iob);
      annotated ||= state !== 0n;
      tags.push(name === '' ? 'O' : state === 3n ? `B-${name}` : state === 1n ? `I-${name}` : 'O');
      if (cell(row, sent) === 1n || row === 0) sentences++;
    }
    const first = token;
    token += length;
    if (missing)
      out.push(quarantined(index + 1, 'the text of a token is missing from the table of strings', ''));
    else {
      const unknown = bin.flags[index]?.['has_unknown_spaces'] === true;
      const document = build(
        words,
        tags,
        (row) => unknown || bin.spaces[first + row] === 1,
        unknown,
        sentences,
        annotated,
      );
      out.push({
        kind: 'document',
        document: withGroups(document, bin.groups[index], table, options.layers, out, index + 1),
      });
    }
    if (out.length >= 500) {
      for (const item of out) if (item.kind === 'layer') seen.add(item.name);
      yield out;
      out = [];
    }
  }
  for (const item of out) if (item.kind === 'layer') seen.add(item.name);
  yield [...out, ...missingLayers(seen, options)];
};

function build(
  words: readonly string[],
  tags: readonly string[],
  spaceAfter: (row: number) => boolean,
  reconstructed: boolean,
  sentences: number,
  annotated: boolean,
): ImportedDocument {
  const parts: string[] = [];
  const tokens: Token[] = [];
  let length = 0;
  for (const [row, word] of words.entries()) {
    tokens.push({ start: length, end: length + word.length });
    const space = spaceAfter(row) && !(reconstructed && row === words.length - 1);
    parts.push(word, space ? ' ' : '');
    length += word.length + (space ? 1 : 0);
  }
  const text = parts.join('');
  // White space runs are tokens in spaCy; in the product they are none.
  const visible = tokens.filter(({ start, end }) => /\S/.test(text.slice(start, end)));
  const spans = spansFromTokenSpans(tokenSpansFromTags(tags), tokens, text);
  return {
    id: null,
    text,
    tokens: visible,
    reconstructed,
    spans,
    annotated,
    meta: {},
    surfaces: { verified: spans.length, total: spans.length },
    sentences: Math.max(1, sentences),
  };
}

/**
 * The entities and the span groups of a document. One group that holds the entities too, or no entities: the group is
 * the annotation; else all are kept apart.
 * @param wanted names of groups, `ents` for the entities; default all
 */
function withGroups(
  document: ImportedDocument,
  bytes: Uint8Array | undefined,
  table: { get(value: bigint): string | undefined },
  wanted: readonly string[] | undefined,
  out: ReadItem[],
  line: number,
): ImportedDocument {
  const isWanted = (name: string): boolean => wanted?.includes(name) ?? true;
  const ents = isWanted('ents') ? document.spans : [];
  if (document.annotated)
    out.push({ kind: 'layer', name: 'ents', marks: document.spans.length, isRead: isWanted('ents') });
  const layers: Record<string, readonly Span[]> = {};
  const groups = bytes === undefined || bytes.length === 0 ? [] : unpackSpanGroups(bytes);
  for (const { name, spans } of groups)
    out.push({ kind: 'layer', name, marks: spans.length, isRead: isWanted(name) });
  const chosen = groups.filter(({ name }) => isWanted(name));
  for (const { name, spans: packed } of chosen) {
    const spans: Span[] = [];
    for (const item of packed) {
      const view = new DataView(item.buffer, item.byteOffset, item.length);
      const type = table.get(view.getBigUint64(16));
      const [from, to] = [
        codePointToUtf16(document.text, view.getInt32(32)),
        codePointToUtf16(document.text, view.getInt32(36)),
      ];
      if (type === undefined || type === '' || from === null || to === null || to <= from)
        out.push(quarantined(line, `a span of group ${name} has no type or lies outside the text`, ''));
      else spans.push({ start: from, end: to, type, text: document.text.slice(from, to) });
    }
    if (spans.length > 0) layers[name] = spans;
  }
  const [first, ...others] = Object.values(layers);
  // A group without spans says as much as entities that are all outside.
  const annotated = chosen.length > 0 || (document.annotated && isWanted('ents'));
  if (first === undefined) return withSpans({ ...document, annotated }, ents);
  const has = (span: Span): boolean =>
    first.some(({ start, end, type }) => start === span.start && end === span.end && type === span.type);
  if (others.length === 0 && ents.every(has)) return withSpans({ ...document, annotated: true }, first);
  const main = mainSpans(ents.length === 0 ? null : ents, layers);
  return {
    ...withSpans(document, main.spans),
    ...main,
    layers: ents.length === 0 ? layers : { ents, ...layers },
  };
}

function withSpans(document: ImportedDocument, spans: readonly Span[]): ImportedDocument {
  return { ...document, spans, surfaces: { verified: spans.length, total: spans.length } };
}

function codePointToUtf16(text: string, offset: number): number | null {
  if (offset < 0) return null;
  let at = 0;
  for (let n = 0; n < offset; n++) {
    if (at >= text.length) return null;
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  }
  return at;
}

interface DocBin {
  readonly attrs: readonly number[];
  readonly tokens: DataView;
  readonly spaces: Uint8Array;
  readonly lengths: readonly number[];
  readonly strings: readonly string[];
  readonly flags: readonly (Readonly<Record<string, Msgpack>> | null)[];
  readonly groups: readonly (Uint8Array | undefined)[];
}

function unpack(bytes: Uint8Array, name: string): DocBin {
  let raw: Uint8Array;
  try {
    raw = inflateSync(bytes, { maxOutputLength: limits.unpacked });
  } catch (cause) {
    if (
      cause instanceof RangeError ||
      (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE')
    )
      throw new AppError('FILE_TOO_LARGE', `${name} unpacks to more than 128 MB`, {
        action: 'Write several smaller .spacy files.',
        cause,
      });
    throw damaged(name, 'it is not zlib-compressed', cause);
  }
  const map = asMap(decodeMsgpack(raw));
  const binary = (key: string): Uint8Array => {
    const value = map?.[key];
    if (value instanceof Uint8Array) return value;
    throw damaged(name, `"${key}" is missing`);
  };
  const list = (key: string): readonly Msgpack[] =>
    Array.isArray(map?.[key]) ? (map[key] as readonly Msgpack[]) : [];
  const attrs = list('attrs').map(Number);
  const tokens = binary('tokens');
  const spaces = binary('spaces');
  const lengths = binary('lengths');
  if (attrs.length === 0 || tokens.length !== spaces.length * attrs.length * 8)
    throw damaged(name, 'the number of tokens does not fit the number of spaces');
  const view = new DataView(lengths.buffer, lengths.byteOffset, lengths.length);
  return {
    attrs,
    tokens: new DataView(tokens.buffer, tokens.byteOffset, tokens.length),
    spaces,
    lengths: Array.from({ length: Math.floor(lengths.length / 4) }, (_, i) => view.getInt32(i * 4, true)),
    strings: list('strings').filter((text) => typeof text === 'string'),
    flags: list('flags').map(asMap),
    groups: list('span_groups').map((group) => (group instanceof Uint8Array ? group : undefined)),
  };
}

function damaged(name: string, why: string, cause?: unknown): AppError {
  return new AppError('FORMAT_INVALID', `${name} is no readable .spacy file: ${why}`, {
    action: 'Write it again with DocBin.to_disk of spaCy 3.',
    cause,
  });
}
