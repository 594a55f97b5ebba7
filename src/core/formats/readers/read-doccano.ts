import { recordReader } from '../read-records.ts';
import { readTextRecord } from './read-jsonl.ts';

/**
 * doccano JSONL of all generations (`label`/`labels` triples, `entities` objects, `annotations` with numeric labels).
 * The unit is not in the file: UTF-16, or grapheme clusters where the project counted these.
 */
export const readDoccano = recordReader('utf16', false, (value, _line, options) =>
  readTextRecord(value, options),
);
