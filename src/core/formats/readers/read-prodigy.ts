import { asArray, asId, asInteger, asObject, asString, without } from '../json-fields.ts';
import { recordReader } from '../read-records.ts';
import { readSpanList } from './record-spans.ts';

/**
 * Prodigy JSONL: code points. Records answered reject or ignore keep their text and their answer, but what they hold
 * is nobody's annotation; neither is a record of the input stream, without spans and without an answer.
 */
export const readProdigy = recordReader('codepoint', true, (value) => {
  const record = asObject(value);
  if (record === null) return [{ kind: 'problem', why: 'the record is no JSON object' }];
  const text = asString(record['text']);
  if (text === null) return [{ kind: 'problem', why: 'the record has no "text"' }];
  const answer = asString(record['answer']);
  const accepted = answer === null || answer === 'accept';
  const { spans, problems } = readSpanList(accepted ? record['spans'] : null);
  const tokens = asArray(record['tokens'])?.map((token) => {
    const object = asObject(token);
    return [asInteger(object?.['start']) ?? -1, asInteger(object?.['end']) ?? -1] as const;
  });
  const id = asId(record['id']) ?? asId(asObject(record['meta'])?.['id']);
  const shown = asObject(record['meta']) ?? {};
  const meta = {
    // Our own records show their id in Prodigy's corner for metadata.
    ...(record['id'] === shown['id'] ? without(shown, ['id']) : shown),
    ...without(record, [
      'text',
      'spans',
      'tokens',
      'meta',
      'id',
      'answer',
      'options',
      '_input_hash',
      '_task_hash',
      '_session_id',
      '_view_id',
    ]),
  };
  const given = accepted ? meta : { ...meta, answer };
  const session = asString(record['_annotator_id']) ?? asString(record['_session_id']);
  return [
    ...problems.map((why) => ({ kind: 'problem', why }) as const),
    ...(accepted
      ? []
      : [
          {
            kind: 'repaired',
            what: `answered "${answer}": it counts as not annotated, its spans are left out`,
          } as const,
        ]),
    {
      kind: 'record',
      id,
      text,
      spans: accepted && (answer !== null || asArray(record['spans']) !== null) ? spans : null,
      meta: session === null ? given : { ...given, session },
      ...(tokens === undefined ? {} : { tokens }),
    },
  ];
});
