import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { convert } from '#core/formats/convert.ts';
import { readFiles, type NamedDocument } from '#core/formats/read-files.ts';
import { writeExport } from '#core/formats/write-export.ts';
import type { Span } from '#shared/domain/span.ts';
import { tempFolder } from '../helpers/store-lab.ts';

let folder: ReturnType<typeof tempFolder>;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

interface GlinerRecord {
  readonly id: string;
  readonly part?: number;
  readonly tokenized_text: readonly string[];
  readonly ner: readonly (readonly [number, number, string])[];
}
const recordsOf = (path: string): GlinerRecord[] => JSON.parse(readFileSync(path, 'utf8')) as GlinerRecord[];
async function read(path: string): Promise<NamedDocument[]> {
  const documents: NamedDocument[] = [];
  for await (const batch of readFiles([path]).batches) documents.push(...batch.documents);
  return documents;
}

/** 1,000 sentences of 7 words; each names a person, and one span goes over two sentences. */
const text = Array.from({ length: 1000 }, (_, i) => `Ada-${i} met  Bo in Łódź.`).join('\n');
const names = [...text.matchAll(/Ada-\d+/gu)].map(({ index, 0: name }): Span => ({
  start: index,
  end: index + name.length,
  type: 'PER',
  text: name,
}));
const long: Span = { start: 0, end: 59, type: 'LONG', text: text.slice(0, 59) };
const document = { id: 'long', text, spans: [long, ...names], meta: { source: 'test' } };

describe('a document longer than GLiNER reads', () => {
  it('becomes records of at most 384 words that end with a sentence, with every span in one of them', async () => {
    const out = folder.file('out.json');
    await writeExport('gliner', [document, { id: 'short', text: 'Bo left.', spans: [] }], out);
    const records = recordsOf(out);
    expect(records.filter(({ id }) => id === 'short')).toEqual([
      { id: 'short', tokenized_text: ['Bo', 'left', '.'], ner: [], text: 'Bo left.' },
    ]);
    const parts = records.filter(({ id }) => id === 'long');
    expect(parts.map(({ part }) => part)).toEqual(parts.map((_, i) => i + 1));
    expect(Math.max(...parts.map((part) => part.tokenized_text.length))).toBeLessThanOrEqual(384);
    expect(new Set(parts.map((part) => part.tokenized_text.at(-1)))).toEqual(new Set(['.']));
    const marked = parts.flatMap((part) =>
      part.ner.map(([first, last]) => part.tokenized_text.slice(first, last + 1).join(' ')),
    );
    expect(marked.filter((words) => words.startsWith('Ada-') && !words.includes(' '))).toEqual(
      names.map((span) => span.text),
    );
  });

  it('comes back as one document, text and spans the same', async () => {
    const out = folder.file('out.json');
    const { manifest } = await writeExport('gliner', [document], out);
    expect(manifest.roundTrip).toEqual({ documents: 1, same: 1, different: [], differences: {} });
    const [back, ...others] = await read(out);
    expect(others).toEqual([]);
    expect(back).toMatchObject({ id: 'long', text, spans: document.spans, meta: document.meta });
  });

  it('whose records do not follow each other stays in pieces', async () => {
    const out = folder.file('out.json');
    await writeExport('gliner', [document], out);
    const [first, second, third, ...rest] = recordsOf(out);
    writeFileSync(out, JSON.stringify([first, third, second, ...rest]));
    const back = await read(out);
    expect(back).toHaveLength(rest.length + 3);
    expect(back.flatMap(({ spans }) => spans)).toHaveLength(document.spans.length);
  });
});

it('a text that was made of words keeps these words', async () => {
  const path = folder.file('in.iob2');
  writeFileSync(path, "do\tO\nn't\tO\nU.S.\tB-LOC\n\n");
  const out = folder.file('out.json');
  await convert([path], 'gliner', out);
  expect(recordsOf(out)[0]).toMatchObject({ tokenized_text: ['do', "n't", 'U.S.'], ner: [[2, 2, 'LOC']] });
});
