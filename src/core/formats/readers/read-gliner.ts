import { spansFromTokenSpans } from '#core/labels/char-token-spans.ts';
import type { Span, Token, TokenSpan } from '#shared/domain/span.ts';
import { asArray, asId, asInteger, asObject, asString, stringArray, without } from '../json-fields.ts';
import { recordReader, type RecordResult } from '../read-records.ts';
import type { ImportedDocument, ReadItem, Reader } from '../reader.ts';
import { taggedDocument } from '../tagged-text.ts';

/** Where a record stands among those of one long document. */
interface Part {
  readonly number: number;
  readonly of: number;
}
type Parts = WeakMap<ImportedDocument, Part>;

/**
 * GLiNER training data: `tokenized_text` and `ner` triples with inclusive token indices. Records that our export made of
 * one long document become one again. GLiNER2 records, which have strings without positions, are refused: every equal
 * string would get the type.
 */
export const readGliner: Reader = async function* (source, options) {
  const parts: Parts = new WeakMap();
  const join = createJoiner(parts);
  for await (const batch of recordsReader(parts)(source, options)) {
    const out = batch.flatMap((item) => (item.kind === 'document' ? join.add(item.document) : [item]));
    if (out.length > 0) yield out;
  }
  yield join.end();
};

const ownKeys = ['tokenized_text', 'tokens', 'ner', 'id', 'text', 'meta'];

const recordsReader = (parts: Parts): Reader =>
  recordReader('utf16', true, (value) => readRecord(value, parts));

function readRecord(value: unknown, parts: Parts): readonly RecordResult[] {
  const record = asObject(value);
  const tokens = stringArray(record?.['tokenized_text'] ?? record?.['tokens']);
  if (record === null || tokens === null || tokens.includes(''))
    return [{ kind: 'problem', why: 'the record has no "tokenized_text" list of non-empty tokens' }];
  const results: RecordResult[] = [];
  const tokenSpans: TokenSpan[] = [];
  for (const entry of asArray(record['ner']) ?? []) {
    const triple = asArray(entry);
    const start = asInteger(triple?.[0]);
    const last = asInteger(triple?.[1]);
    const type = asString(triple?.[2]);
    if (
      start === null ||
      last === null ||
      type === null ||
      type === '' ||
      start < 0 ||
      last < start ||
      last >= tokens.length
    )
      results.push({
        kind: 'problem',
        why: `${JSON.stringify(entry)} is no span over ${tokens.length} tokens`,
      });
    else tokenSpans.push({ start, end: last + 1, type });
  }
  const part = partOf(record);
  const plain = taggedDocument(
    [{ tokens, tags: tokens.map(() => 'O'), text: asString(record['text']) ?? undefined }],
    'iob2',
    asId(record['id']),
    {
      ...without(record, part === null ? ownKeys : [...ownKeys, 'part', 'parts']),
      ...asObject(record['meta']),
    },
  );
  const spans = spansFromTokenSpans(tokenSpans, plain.tokens ?? [], plain.text);
  const document = {
    ...plain,
    spans,
    annotated: asArray(record['ner']) !== null,
    surfaces: { verified: spans.length, total: spans.length },
  };
  if (part !== null) parts.set(document, part);
  results.push({ kind: 'tagged', document });
  return results;
}

function partOf(record: Readonly<Record<string, unknown>>): Part | null {
  const number = asInteger(record['part']);
  const of = asInteger(record['parts']);
  if (number === null || of === null || number < 1 || of < 2 || number > of) return null;
  return asId(record['id']) === null || asString(record['text']) === null ? null : { number, of };
}

/** Puts documents in parts together; parts that do not follow each other are left as they are. */
function createJoiner(parts: Parts): { add(document: ImportedDocument): ReadItem[]; end(): ReadItem[] } {
  let open: ImportedDocument[] = [];
  const asItem = (document: ImportedDocument): ReadItem => ({ kind: 'document', document });
  const end = (): ReadItem[] => {
    const items = open.map(asItem);
    open = [];
    return items;
  };
  return {
    end,
    add(document) {
      const part = parts.get(document);
      const follows = part?.number === open.length + 1 && (open[0]?.id ?? document.id) === document.id;
      const before = follows ? [] : end();
      if (part === undefined || (!follows && part.number !== 1)) return [...before, asItem(document)];
      open.push(document);
      if (part.number < part.of) return before;
      const whole = joined(open);
      open = [];
      return [...before, asItem(whole)];
    },
  };
}

function joined(documents: readonly ImportedDocument[]): ImportedDocument {
  const tokens: Token[] = [];
  const spans: Span[] = [];
  let text = '';
  for (const document of documents) {
    const moved = <T extends Token>(token: T): T => ({
      ...token,
      start: token.start + text.length,
      end: token.end + text.length,
    });
    for (const token of document.tokens ?? []) tokens.push(moved(token));
    for (const span of document.spans) spans.push(moved(span));
    text += document.text;
  }
  const [first] = documents;
  const surfaces = { verified: spans.length, total: spans.length };
  return {
    id: first?.id ?? null,
    text,
    tokens,
    reconstructed: documents.some(({ reconstructed }) => reconstructed),
    spans,
    annotated: documents.some(({ annotated }) => annotated),
    meta: first?.meta ?? {},
    surfaces,
  };
}
