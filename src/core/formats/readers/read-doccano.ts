import { asArray, asObject, without } from '../json-fields.ts';
import { recordReader } from '../read-records.ts';
import { readTextRecord } from './read-jsonl.ts';

/**
 * doccano JSONL of all generations (`label`/`labels` triples, `entities` objects, `annotations` with numeric labels).
 * The unit is not in the file: UTF-16, or grapheme clusters where the project counted these.
 */
export const readDoccano = recordReader('utf16', false, (value, _line, options) =>
  readTextRecord(withoutComments(value), options),
);

/** Every record of doccano has a list of comments, nearly always empty. */
function withoutComments(value: unknown): unknown {
  const record = asObject(value);
  const comments = asArray(record?.['Comments']);
  return record === null || comments?.length !== 0 ? value : without(record, ['Comments']);
}
