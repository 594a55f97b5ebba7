import { spansFromTokenSpans } from '#core/labels/char-token-spans.ts';
import type { TokenSpan } from '#shared/domain/span.ts';
import { asArray, asId, asInteger, asObject, asString, stringArray, without } from '../json-fields.ts';
import { recordReader, type RecordResult } from '../read-records.ts';
import { taggedDocument } from '../tagged-text.ts';

/**
 * GLiNER training data: `tokenized_text` and `ner` triples with inclusive token indices. GLiNER2 records, which have
 * strings without positions, are refused: every equal string would get the type.
 */
export const readGliner = recordReader('utf16', true, (value) => {
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
  const plain = taggedDocument(
    [{ tokens, tags: tokens.map(() => 'O') }],
    'iob2',
    asId(record['id']),
    without(record, ['tokenized_text', 'tokens', 'ner', 'id']),
  );
  const spans = spansFromTokenSpans(tokenSpans, plain.tokens ?? [], plain.text);
  results.push({
    kind: 'tagged',
    document: { ...plain, spans, surfaces: { verified: spans.length, total: spans.length } },
  });
  return results;
});
