import { asArray, asId, asObject, asString } from '../json-fields.ts';
import { parseJson } from '../parse-json.ts';
import { createPlacer, recordReader, type RecordResult } from '../read-records.ts';
import { readWholeText } from '../read-lines.ts';
import { readHead } from '../read-source.ts';
import type { ReadItem, ReadOptions, Reader } from '../reader.ts';
import { checkTag, taggedDocument, type TaggedSentence } from '../tagged-text.ts';
import { readSpanList } from './record-spans.ts';

/**
 * spaCy's JSON shapes: `[text, {entities: [[s, e, T]]}]` (code points), `{classes, annotations: […]}`, and the v2
 * training format with `paragraphs` of BILUO-tagged tokens.
 */
export const readSpacyJson: Reader = async function* (source, options) {
  const head = new TextDecoder().decode(await readHead(source, 4096)).trimStart();
  const isAnnotator =
    head.startsWith('{') && /"annotations"\s*:/.test(head) && !/"paragraphs"\s*:/.test(head.slice(0, 200));
  if (isAnnotator || (head.startsWith('{') && /"classes"\s*:/.test(head)))
    yield* readAnnotatorFile(source, options);
  else yield* stream(source, options);
};

const stream = recordReader('codepoint', true, (value, _line, options) => readElement(value, options));

const readAnnotatorFile: Reader = async function* (source, options) {
  const { text, encoding } = await readWholeText(source, options);
  const out: ReadItem[] = [
    { kind: 'detected', what: 'encoding', value: encoding.encoding, confidence: encoding.confidence },
  ];
  const element = parseJson(text, 1);
  const list = asArray(asObject(element.value)?.['annotations']);
  const batch =
    list === null
      ? [
          {
            element,
            results: [{ kind: 'problem', why: element.problem ?? 'there is no list "annotations"' } as const],
          },
        ]
      : list.map((entry) => ({
          element: { line: 1, text: JSON.stringify(entry) },
          results: readElement(entry, options),
        }));
  createPlacer('codepoint', true, options)(batch, out);
  yield out;
};

function readElement(value: unknown, options: ReadOptions): readonly RecordResult[] {
  if (value === null) return []; // the annotator tool leaves null for untouched texts
  const pair = asArray(value);
  if (pair !== null) {
    const text = asString(pair[0]);
    const notes = asObject(pair[1]);
    if (text === null || notes === null)
      return [{ kind: 'problem', why: 'the record is no [text, {entities}] pair' }];
    return withSpans(text, notes['entities'], null, {});
  }
  const record = asObject(value);
  if (record === null) return [{ kind: 'problem', why: 'the record is neither a pair nor an object' }];
  const paragraphs = asArray(record['paragraphs']);
  if (paragraphs !== null) return readTraining(paragraphs, asId(record['id']), options);
  const text = asString(record['text']) ?? asString(record['content']);
  if (text === null) return [{ kind: 'problem', why: 'the record has no text' }];
  return withSpans(
    text,
    record['entities'] ?? record['ents'] ?? record['spans'],
    asId(record['id']),
    asObject(record['meta']) ?? {},
  );
}

function withSpans(
  text: string,
  list: unknown,
  id: string | null,
  meta: Readonly<Record<string, unknown>>,
): readonly RecordResult[] {
  const { spans, problems } = readSpanList(list);
  return [
    ...problems.map((why) => ({ kind: 'problem', why }) as const),
    { kind: 'record', id, text, spans: asArray(list) === null ? null : spans, meta },
  ];
}

function readTraining(
  paragraphs: readonly unknown[],
  id: string | null,
  options: ReadOptions,
): readonly RecordResult[] {
  const results: RecordResult[] = [];
  const sentences: TaggedSentence[] = [];
  let annotated = false; // '-' says that nobody looked at the token
  for (const paragraph of paragraphs) {
    const raw = asString(asObject(paragraph)?.['raw']) ?? undefined;
    const own: TaggedSentence[] = [];
    for (const sentence of asArray(asObject(paragraph)?.['sentences']) ?? []) {
      const tokens: string[] = [];
      const tags: string[] = [];
      for (const token of asArray(asObject(sentence)?.['tokens']) ?? []) {
        const word = asString(asObject(token)?.['orth']);
        if (word === null || word === '') {
          results.push({ kind: 'problem', why: 'a token has no "orth"' });
          continue;
        }
        const ner = asString(asObject(token)?.['ner']) ?? '-';
        annotated ||= ner !== '-' && ner !== '';
        const { tag, repaired } = checkTag(ner, tags.at(-1) ?? 'O', options.tagScheme ?? 'bilou');
        if (repaired !== null) results.push({ kind: 'repaired', what: repaired });
        tokens.push(word);
        tags.push(tag);
      }
      if (tokens.length > 0) own.push({ tokens, tags });
    }
    // A paragraph's raw text covers all its sentences: read them as one stretch, so that it can be used.
    if (raw !== undefined && own.length > 0)
      sentences.push({
        tokens: own.flatMap(({ tokens }) => tokens),
        tags: own.flatMap(({ tags }) => tags),
        text: raw,
      });
    else for (const sentence of own) sentences.push(sentence);
  }
  if (sentences.length === 0) return [...results, { kind: 'problem', why: 'the record has no tokens' }];
  return [...results, { kind: 'tagged', document: { ...taggedDocument(sentences, 'bilou', id), annotated } }];
}
