import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportOptions } from '#core/formats/describe-file.ts';
import { readFiles, type NamedDocument } from '#core/formats/read-files.ts';
import { writeExport } from '#core/formats/write-export.ts';
import type { ImportReport } from '#core/formats/import-report.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'diziner-import-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/formats/${name}`, import.meta.url));

async function put(name: string, data: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, data);
  return path;
}

async function read(
  paths: readonly string[],
  options: ImportOptions = {},
): Promise<{ documents: NamedDocument[]; report: ImportReport }> {
  const run = readFiles(paths, options);
  const documents: NamedDocument[] = [];
  for await (const batch of run.batches) documents.push(...batch.documents);
  return { documents, report: run.report() };
}

describe('own fixtures', () => {
  it.each([
    ['conll2003.conll', { LOC: 2, ORG: 1, PER: 1 }, 2, 0],
    ['conllu.conllu', { PER: 1 }, 1, 0],
    ['conll2012.conll', { GPE: 1, PERSON: 1 }, 1, 0],
    ['spacy-v2.json', { LOC: 1, PER: 1 }, 1, 0],
    ['webanno-tsv2.tsv', { ORG: 1, PER: 1, PRODUCT: 1 }, 1, 0],
    ['webanno-tsv3.tsv', { 'A|B': 1, MOOD: 1, ORG: 1, PRE: 1 }, 1, 0],
    ['doccano.jsonl', { LOC: 1, PER: 2, X: 1 }, 3, 3],
    ['per-span.csv', { PER: 2 }, 3, 1],
    ['label-studio.json', { GPE: 1, LOC: 1 }, 1, 2],
  ] as const)('%s', async (name, spans, documents, quarantined) => {
    const { report } = await read([fixture(name)]);
    expect(report.files[0]).toMatchObject({ spans, documents });
    expect(report.files[0]?.quarantined).toHaveLength(quarantined);
  });
  it('keeps the surface of multi-word tokens and the text comment', async () => {
    const { documents } = await read([fixture('conllu.conllu')]);
    expect(documents[0]).toMatchObject({ id: 'd1', text: 'Vámonos al mar, Ana.', reconstructed: false });
    expect(documents[0]?.tokens).toHaveLength(6);
  });
  it('keeps annotators apart, leaves cancelled work out, takes the ground truth first', async () => {
    const { documents } = await read([fixture('label-studio.json')]);
    expect(Object.keys(documents[0]?.layers ?? {})).toEqual(['annotator 1', 'bo@example.org']);
    expect(Object.keys(documents[0]?.predictions ?? {})).toEqual(['m1']);
    expect(documents[0]?.layers?.['annotator 1']).toMatchObject([{ start: 3, text: 'Ana' }, { text: 'Bo' }]);
    expect(documents[0]?.spans.map(({ type }) => type)).toEqual(['LOC', 'GPE']);
  });
  it('makes offsets of sub-tokens and of line breaks inside a sentence right', async () => {
    const { documents } = await read([fixture('webanno-tsv3.tsv')]);
    expect(documents[0]?.text).toBe('I 😊 Helio Labs\nSecond\tline\nof it');
    expect(documents[0]?.spans.map(({ type, text }) => [type, text]).sort()).toEqual([
      ['A|B', 'Helio'],
      ['MOOD', '😊'],
      ['ORG', 'Helio Labs'],
      ['PRE', 'He'],
    ]);
  });
});

describe('span groups of spaCy', () => {
  // The file was put together byte by byte from spaCy's layout, not by our writer. Each document is "Ana 🎉 of Rio Tinto".
  const file = fixture('span-groups.spacy');
  const marks = (spans: NamedDocument['spans'] = []): string[] =>
    spans.map(({ type, text }) => `${type} ${text}`);

  it('are read in all shapes: {group: [keys]}, [group], {key: group}', async () => {
    const { documents, report } = await read([file]);
    expect(report.files[0]?.quarantined).toEqual([]);
    expect(documents.map(({ text, annotated }) => [text, annotated])).toEqual(
      Array(4).fill(['Ana 🎉 of Rio Tinto', true]),
    );
    expect(documents.map(({ spans }) => marks(spans))).toEqual([
      ['PERSON Ana', 'GPE Rio', 'ORG Rio Tinto'],
      ['PERSON Ana', 'ORG Rio Tinto'],
      ['GPE Rio', 'ORG Rio Tinto'],
      ['ORG Rio Tinto'],
    ]);
    for (const { text, spans } of documents)
      for (const span of spans) expect(text.slice(span.start, span.end)).toBe(span.text);
  });

  it('stay apart from the entities, under each of their keys', async () => {
    const { documents } = await read([file]);
    const layers = Object.entries(documents[1]?.layers ?? {}).map(([name, spans]) => [name, marks(spans)]);
    expect(layers).toEqual([
      ['ents', ['PERSON Ana', 'ORG Rio Tinto']],
      ['a', ['GPE Rio', 'Größe 🎉']],
      ['b', ['GPE Rio', 'Größe 🎉']],
      ['c', ['PERSON Ana']],
    ]);
  });

  it('can be chosen by name, as the entities can', async () => {
    const chosen = async (...layers: string[]): Promise<string[]> =>
      marks((await read([file], { layers })).documents[1]?.spans);
    expect(await chosen('a')).toEqual(['GPE Rio', 'Größe 🎉']);
    expect(await chosen('ents')).toEqual(['PERSON Ana', 'ORG Rio Tinto']);
    expect(await chosen('none')).toEqual([]);
  });
});

describe('an import', () => {
  it('makes repeated ids unique across files and lists them', async () => {
    const a = await put('a.jsonl', '{"id":"x","text":"one"}\n{"id":"x","text":"two"}\n');
    const b = await put('b.jsonl', '{"id":"x","text":"three"}\n{"text":""}\n');
    const { documents, report } = await read([a, b]);
    expect(documents.map(({ id }) => id)).toEqual(['x', 'x~2', 'x~3', 'b-2']);
    expect(report.files.map(({ repaired }) => repaired.length)).toEqual([1, 2]);
  });
  it('names 20,000 documents of one id as fast as others', async () => {
    const path = await put('same.jsonl', '{"id":"x","text":"one"}\n'.repeat(20_000));
    const { documents, report } = await read([path]);
    expect(documents.at(-1)?.id).toBe('x~20000');
    expect(new Set(documents.map(({ id }) => id)).size).toBe(20_000);
    expect(report.files[0]).toMatchObject({ notListed: { repaired: 9_999 } });
  }, 5_000);
  it('reads a folder, sets a broken file aside and pairs brat files', async () => {
    await put('in/1.txt', 'Ana met\r\nBo.');
    await put('in/1.ann', 'T1\tPER 0 3\tAna\n');
    await put('in/2.json', '{"%TYPES":{}, broken');
    await put('in/3.txt', 'two\nlines');
    const { documents, report } = await read([join(folder, 'in')]);
    expect(documents.map(({ text, spans }) => [text, spans.length])).toEqual([
      ['Ana met\r\nBo.', 1],
      ['two\nlines', 0],
    ]);
    expect(report.files[1]?.quarantined[0]?.why).toContain('left out');
  });
  it('reads the files of a zip, XMI with its type system among them', async () => {
    const out = join(folder, 'out');
    await writeExport(
      'uima-xmi',
      [{ id: 'd', text: 'Ana', spans: [{ start: 0, end: 3, type: 'PER', text: 'Ana' }] }],
      out,
    );
    const { documents } = await read([join(out, '000001-d.zip')]);
    expect(documents).toMatchObject([{ id: 'd', text: 'Ana', spans: [{ type: 'PER' }] }]);
    const pair = await put(
      'pair.zip',
      zipSync({ 'x/1.txt': strToU8('Bo left'), 'x/1.ann': strToU8('T1\tPER 0 2\tBo\n') }),
    );
    expect((await read([pair])).documents).toMatchObject([{ text: 'Bo left', spans: [{ text: 'Bo' }] }]);
  });
  it('names a missing file, an unknown format and a file that is no text', async () => {
    await expect(read([join(folder, 'nope')])).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    const binary = await put(
      'x.dat',
      Uint8Array.from({ length: 4_000 }, (_, i) => (i * 7919) % 256),
    );
    await expect(read([binary])).rejects.toMatchObject({ code: 'ENCODING_UNKNOWN' });
    await expect(read([await put('y.txt', 'x')], { format: 'nope' as 'text' })).rejects.toMatchObject({
      code: 'FORMAT_UNKNOWN',
    });
  });
  it('stops when asked to', async () => {
    const path = await put('big.jsonl', `${JSON.stringify({ text: 'x'.repeat(1_000) })}\n`.repeat(5_000));
    const stop = new AbortController();
    const run = readFiles([path], { signal: stop.signal });
    await expect(async () => {
      for await (const batch of run.batches) if (batch.documents.length > 0) stop.abort();
    }).rejects.toThrow();
  });
  it('keeps the bytes of texts: CRLF, combining marks, double spaces', async () => {
    const text = 'e\u0301  x\r\n\ty \u00a0';
    const path = await put('t.jsonl', JSON.stringify({ text }));
    expect((await read([path])).documents[0]?.text).toBe(text);
    const plain = await put('t.txt', text);
    expect((await read([plain], { textUnit: 'file' })).documents[0]?.text).toBe(
      await readFile(plain, 'utf8'),
    );
  });
});
