import { optionPlaces } from '#shared/domain/reader-options.ts';
import { asArray, asId, asInteger, asObject, asString, stringArray, without } from '../json-fields.ts';
import { detectScheme } from '../column-layout.ts';
import type { RawSpan } from '../place-spans.ts';
import { mainSpans, recordReader, type RecordResult } from '../read-records.ts';
import type { ReadOptions } from '../reader.ts';
import { checkTag, taggedDocument } from '../tagged-text.ts';
import { readSpanList } from './record-spans.ts';

const spanFields = ['spans', 'entities', 'label', 'labels', 'annotations', 'ner'];

/**
 * One JSON object a line (or an array of objects): our own records, `text` with `spans`, `label` or `entities` in any
 * notation, and `tokens` with `tags`. A record without any of these fields was annotated by nobody; an empty list
 * means that there is nothing to mark. Unknown keys are kept as metadata.
 */
export const readJsonl = recordReader('utf16', false, (value, _line, options) =>
  readTextRecord(value, options),
);

/** Also used by doccano, whose records are a subset. */
export function readTextRecord(value: unknown, options: ReadOptions): readonly RecordResult[] {
  const record = asObject(value);
  if (record === null) return [{ kind: 'problem', why: 'the record is no JSON object' }];
  const textKey =
    options.textField ??
    (record['text'] === undefined && typeof record['data'] === 'string' ? 'data' : 'text');
  const id = asId(record[options.idField ?? 'id']);
  const text = asString(record[textKey]);
  const words = stringArray(record[options.tokenColumn ?? 'tokens']);
  if (words !== null && (text === null || isTagged(record, options)))
    return readTokenRecord(record, words, text === null ? null : { key: textKey, text }, id, options);
  if (text === null) {
    return [
      {
        kind: 'problem',
        why: record[textKey] === undefined ? `the record has no "${textKey}"` : `"${textKey}" is no string`,
      },
    ];
  }
  const results: RecordResult[] = [];
  let spans: readonly RawSpan[] | null = null;
  const used = [textKey, options.idField ?? 'id', 'offsetUnit', 'meta'];
  for (const field of options.labelField === undefined ? spanFields : [options.labelField]) {
    const list = record[field];
    if (list === undefined) continue;
    if (!looksLikeSpans(list)) continue;
    used.push(field);
    if (list === null) continue;
    const read = readSpanList(list);
    for (const why of read.problems) results.push({ kind: 'problem', why });
    spans = spans === null ? read.spans : [...spans, ...read.spans];
  }
  const layers = readLayers(record['layers'], results);
  if (layers !== null) used.push('layers');
  const predictions = readLayers(record['predictions'], results);
  if (predictions !== null) used.push('predictions');
  const tokens = readOffsets(record['tokenOffsets']);
  if (tokens !== null) used.push('tokenOffsets', 'reconstructed');
  const rest = without(record, used);
  const own = asObject(record['meta']);
  const meta = own === null ? rest : { ...rest, ...own };
  results.push({
    kind: 'record',
    id,
    text,
    spans,
    meta,
    ...(layers === null ? {} : { layers }),
    ...(predictions === null ? {} : { predictions }),
    ...(tokens === null ? {} : { tokens, reconstructed: record['reconstructed'] === true }),
  });
  return results;
}

/** Rows of Hugging Face often have the text beside its tokens and tags; in our own records those are metadata. */
function isTagged(record: Readonly<Record<string, unknown>>, options: ReadOptions): boolean {
  const fields = options.labelField === undefined ? spanFields : [options.labelField];
  const hasSpans = fields.some((field) => record[field] !== undefined && looksLikeSpans(record[field]));
  return !hasSpans && record['offsetUnit'] === undefined && tagField(record, options) !== null;
}

/** Lists of strings are document labels, not spans; they stay in the metadata. */
function looksLikeSpans(list: unknown): boolean {
  const array = asArray(list);
  return array === null
    ? list === null
    : array.length === 0 || array.some((entry) => typeof entry === 'object');
}

/** Pairs of offsets; null where the record has none or something else under that name. */
function readOffsets(value: unknown): readonly (readonly [number, number])[] | null {
  const list = asArray(value);
  if (list === null) return null;
  const pairs: [number, number][] = [];
  for (const entry of list) {
    const [start, end] = (asArray(entry) ?? []).map(asInteger);
    if (start == null || end == null) return null;
    pairs.push([start, end]);
  }
  return pairs;
}

function readLayers(value: unknown, results: RecordResult[]): Record<string, readonly RawSpan[]> | null {
  const object = asObject(value);
  if (object === null) return null;
  const layers: [string, readonly RawSpan[]][] = [];
  for (const [name, list] of Object.entries(object)) {
    const read = readSpanList(list);
    for (const why of read.problems) results.push({ kind: 'problem', why: `${name}: ${why}` });
    layers.push([name, read.spans]);
  }
  return Object.fromEntries(layers);
}

/** The field with a tag for each token; null where there is none. */
function tagField(record: Readonly<Record<string, unknown>>, options: ReadOptions): string | null {
  const wanted = options.tagColumn ?? options.labelField;
  if (wanted !== undefined) return wanted;
  return ['tags', 'ner_tags', 'gold', 'labels'].find((key) => asArray(record[key]) !== null) ?? null;
}

/** @param own the text of the record and its key, where it has one beside the tokens */
function readTokenRecord(
  record: Readonly<Record<string, unknown>>,
  tokens: readonly string[],
  own: { readonly key: string; readonly text: string } | null,
  id: string | null,
  options: ReadOptions,
): readonly RecordResult[] {
  const field = tagField(record, options);
  const value = field === null ? undefined : record[field];
  const names = options.labelNames;
  const list = asArray(value) ?? tokens.map(() => 'O');
  const tags = list.map((tag) =>
    typeof tag === 'number' && names !== undefined ? (names[tag] ?? null) : tag,
  );
  if (tags.some((tag) => typeof tag === 'number'))
    return [
      {
        kind: 'problem',
        why: `the tags are numbers without names; give them in their order with ${optionPlaces.labelNames}`,
      },
    ];
  const words = stringArray(tags);
  if (words === null) return [{ kind: 'problem', why: `"${field ?? 'tags'}" is no list of tags` }];
  if (words.length !== tokens.length)
    return [{ kind: 'problem', why: `${tokens.length} tokens but ${words.length} tags` }];
  if (tokens.includes('')) return [{ kind: 'problem', why: 'a token is empty' }];
  const results: RecordResult[] = [];
  const scheme = options.tagScheme ?? detectScheme(words);
  let before = 'O';
  const checked = words.map((word) => {
    const { tag, repaired } = checkTag(word, before, scheme);
    if (repaired !== null) results.push({ kind: 'repaired', what: repaired });
    return (before = tag);
  });
  const layers = asObject(record['labels']);
  const meta = {
    ...without(record, [
      options.tokenColumn ?? 'tokens',
      options.idField ?? 'id',
      'meta',
      field ?? 'tags',
      ...(own === null ? [] : [own.key]),
      ...(layers === null ? [] : ['labels']),
    ]),
    ...asObject(record['meta']),
  };
  const tagged = taggedDocument([{ tokens, tags: checked, text: own?.text }], scheme, id, meta);
  if (own !== null && tagged.reconstructed)
    results.push({
      kind: 'repaired',
      what: `the tokens do not follow each other in "${own.key}"; the text is put together from the tokens`,
    });
  const document = { ...tagged, annotated: field !== null };
  if (layers === null) return [...results, { kind: 'tagged', document }];
  // One list of tags per annotator: the input of `diziner analyze`.
  const spans: Record<string, typeof document.spans> = {};
  for (const [name, list2] of Object.entries(layers)) {
    const own = stringArray(list2);
    if (own?.length === tokens.length)
      spans[name] = taggedDocument([{ tokens, tags: own }], detectScheme(own), id).spans;
    else
      results.push({ kind: 'problem', why: `${name}: ${tokens.length} tokens but another number of tags` });
  }
  const main = mainSpans(field === null ? null : document.spans, spans);
  return [...results, { kind: 'tagged', document: { ...document, ...main, layers: spans } }];
}
