import { describe, expect, it } from 'vitest';
import { splitColumns } from '#core/formats/column-rows.ts';
import { bytesSource } from '#core/formats/read-source.ts';
import { readerOf } from '#core/formats/readers.ts';
import type { ImportedDocument, ReadItem } from '#core/formats/reader.ts';
import { sniff } from '#core/formats/sniff.ts';

const sentences = 'Ada,B-PER\nleft,O\n"London, Ontario",B-LOC\n"""",O\n,,O\n\nBo,B-PER\nleft,O\n';

async function read(
  name: string,
  text: string,
): Promise<{ documents: ImportedDocument[]; items: ReadItem[] }> {
  const bytes = Buffer.from(text);
  const items: ReadItem[] = [];
  const format = sniff(bytes, name).format.value;
  for await (const batch of readerOf(format)(bytesSource(name, bytes), {})) items.push(...batch);
  return {
    items,
    documents: items.flatMap((item) => (item.kind === 'document' ? [item.document] : [])),
  };
}

describe('columns with commas', () => {
  it.each([
    ['x.csv', sentences],
    ['x.csv', `token,tag\n${sentences}`],
    ['x.txt', sentences.replaceAll('\n', '\r\n')],
  ])('are sentences of tokens with tags, not a table of documents (%s)', async (name, text) => {
    expect(sniff(Buffer.from(text), name)).toMatchObject({
      format: { value: 'conll' },
      delimiter: { value: ',' },
    });
    const { documents, items } = await read(name, text);
    expect(documents.map((document) => document.text)).toEqual(['Ada left London, Ontario " ,', 'Bo left']);
    expect(documents[0]?.spans).toMatchObject([
      { text: 'Ada', type: 'PER' },
      { text: 'London, Ontario', type: 'LOC' },
    ]);
    expect(items.filter(({ kind }) => kind === 'quarantined')).toEqual([]);
  });

  it('set a row aside whose token holds a comma without quotes', async () => {
    const { items } = await read('x.csv', `${sentences}1,000,O\n`);
    expect(items.filter(({ kind }) => kind === 'quarantined')).toMatchObject([
      { line: 9, why: 'expected 2 columns, found 3', text: '1,000,O' },
    ]);
  });

  it('set a row of a million commas aside and keep the rest', async () => {
    const { documents, items } = await read(
      'x.csv',
      `${`${sentences}\n`.repeat(20)}${','.repeat(1_000_000)},O\n\nCy,B-PER\n`,
    );
    expect(documents).toHaveLength(41);
    expect(documents.at(-1)?.text).toBe('Cy');
    expect(items.filter(({ kind }) => kind === 'quarantined')).toHaveLength(1);
  });

  it('hold a token that is a comma also several times in a row', () => {
    expect(splitColumns(',,,,O', 'comma')).toEqual([',', ',', 'O']);
    expect(splitColumns(',,O', 'comma')).toEqual([',', 'O']);
  });

  it.each([
    [
      'in its first row',
      'Sentence #,Word,POS,Tag\nSentence: 1,Ada,NNP,B-per\n,left,VBD,O\nSentence: 2,Bo,NNP,B-per\n,",",",",O\n',
    ],
    ['in each row', 'sentence_id,words,labels\n0,Ada,B-per\n0,left,O\n1,Bo,B-per\n1,",",O\n'],
  ])('may name the sentence of a token %s', async (_, text) => {
    expect(sniff(Buffer.from(text), 'ner.csv')).toMatchObject({ format: { value: 'conll' } });
    const { documents, items } = await read('ner.csv', text);
    expect(documents.map((document) => document.text)).toEqual(['Ada left', 'Bo ,']);
    expect(documents.map(({ spans }) => spans.map(({ type }) => type))).toEqual([['per'], ['per']]);
    expect(items.filter(({ kind }) => kind === 'quarantined')).toEqual([]);
  });

  it.each([
    ['a table of texts', 'x.csv', 'id,text\n1,Ada left.\n2,Bo left.\n3,Cy left.\n', 'csv'],
    ['a table of texts with labels', 'x.csv', 'text,label\n"Ada left, then.",PER\nBo,O\nCy,LOC\n', 'csv'],
    ['prose', 'x.txt', 'Ada left, and so did B-52,\nwhich, of course, was O\nlater, too.\n', 'text'],
    ['tabs', 'x.txt', 'Ada,O\tB-PER\nleft,O\tO\nx,O\tO\ny,O\tO\n', 'conll'],
  ])('are not seen in %s', (_, name, text, format) => {
    const found = sniff(Buffer.from(text), name);
    expect(found.format.value).toBe(format);
    if (format === 'conll') expect(found.delimiter?.value).toBe('\t');
  });
});
