import { describe, expect, it } from 'vitest';
import { AppError } from '#shared/errors.ts';
import { bytesSource } from '#core/formats/read-source.ts';
import { readerOf } from '#core/formats/readers.ts';
import type { FormatId } from '#core/formats/format-info.ts';
import type { ReadItem } from '#core/formats/reader.ts';

/** More than a call takes arguments. */
const many = 200_000;

async function read(format: FormatId, name: string, text: string): Promise<ReadItem[]> {
  const items: ReadItem[] = [];
  const siblings = new Map([['a.txt', Buffer.from('Ada left')]]);
  for await (const batch of readerOf(format)(bytesSource(name, Buffer.from(text), siblings), {}))
    for (const item of batch) items.push(item);
  return items;
}

describe('a file whose lists are longer than the stack', () => {
  it.each<[string, FormatId, string, string]>([
    ['columns of a table', 'csv', 'a.csv', `text${',x'.repeat(many)}\nAda${',1'.repeat(many)}\n`],
    ['pieces of a mark of brat', 'brat', 'a.ann', `T1\tPER 0 3${';0 3'.repeat(many)}\tAda\n`],
    [
      'marks of a row of WebAnno',
      'webanno-tsv',
      'a.tsv',
      `#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.X|value\n\n\n#Text=Ada\n1-1\t0-3\tAda\t${'x|'.repeat(many)}x\t\n`,
    ],
    [
      'sentences of WebAnno TSV 2',
      'webanno-tsv',
      'a.tsv',
      Array.from({ length: many }, () => '#id=1\n#text=Ada\n1-1\tAda\tB-PER\n\n').join(''),
    ],
    [
      'tags of a cell of WebAnno TSV 2',
      'webanno-tsv',
      'a.tsv',
      `#id=1\n#text=Ada\n1-1\tAda\t${'B-PER|'.repeat(many)}B-PER\n\n`,
    ],
    [
      'sentences of a spaCy paragraph',
      'spacy-json',
      'a.json',
      JSON.stringify([
        {
          id: 0,
          paragraphs: [
            { sentences: Array.from({ length: many }, () => ({ tokens: [{ orth: 'a', ner: 'O' }] })) },
          ],
        },
      ]),
    ],
  ])('is read, or refused with words: %s', async (_what, format, name, text) => {
    const outcome: unknown = await read(format, name, text).catch((error: unknown) => error);
    if (outcome instanceof Error) expect(outcome).toBeInstanceOf(AppError);
    else expect(outcome).not.toHaveLength(0);
  });
});
