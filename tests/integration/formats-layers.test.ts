import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unzip } from '#core/formats/archive.ts';
import type { FormatId } from '#core/formats/format-info.ts';
import type { ImportReport } from '#core/formats/import-report.ts';
import { readFiles, type NamedDocument } from '#core/formats/read-files.ts';
import { writerOf } from '#core/formats/registry.ts';
import { writeExport } from '#core/formats/write-export.ts';
import { tempFolder } from '../helpers/store-lab.ts';

/** Exports in which each annotator has a file of a document. */

let folder: ReturnType<typeof tempFolder>;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

const text = 'Ana met Bo.';
const ana = { start: 0, end: 3, type: 'PER', text: 'Ana' };
const bo = { start: 8, end: 10, type: 'PER', text: 'Bo' };
type Marks = readonly (typeof ana)[];

/** One document in a format, as the bytes of a file of its own. */
async function bytesOf(format: FormatId, spans: Marks, own = text): Promise<Uint8Array> {
  async function* one() {
    yield { id: 'd', text: own, spans };
  }
  for await (const { path, data } of writerOf(format)(one(), {}))
    if (/\.(zip|json|tsv)$/.test(path)) return typeof data === 'string' ? strToU8(data) : data;
  throw new Error(`${format} wrote nothing`);
}

/** A project as INCEpTION exports it; zipped XMI unless said otherwise. */
async function inception(
  format: FormatId = 'uima-xmi',
  ending = '.zip',
): Promise<Record<string, Uint8Array>> {
  return {
    'exportedproject.json': strToU8('{"name":"people"}'),
    'source/doc1.txt': strToU8(text),
    'annotation_ser/doc1.txt/anna.ser': Uint8Array.from([0xac, 0xed, 0, 5]),
    [`annotation/doc1.txt/INITIAL_CAS${ending}`]: await bytesOf(format, []),
    [`annotation/doc1.txt/anna${ending}`]: await bytesOf(format, [ana]),
    [`annotation/doc1.txt/bert${ending}`]: await bytesOf(format, [ana, bo]),
    [`annotation/doc2.txt/INITIAL_CAS${ending}`]: await bytesOf(format, []),
    [`annotation/doc2.txt/anna${ending}`]: await bytesOf(format, [bo]),
    [`annotation/doc3.txt/INITIAL_CAS${ending}`]: await bytesOf(format, [ana]),
    [`curation/doc1.txt/CURATION_USER16724183253005124917${ending}`]: await bytesOf(format, [bo]),
  };
}

function unpacked(files: Record<string, Uint8Array>): string {
  for (const [name, bytes] of Object.entries(files)) {
    const path = folder.file(`in/${name}`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
  return folder.file('in');
}
function zipped(files: Record<string, Uint8Array>): string {
  const path = folder.file('in.zip');
  writeFileSync(path, zipSync(files));
  return path;
}

async function read(
  paths: string | readonly string[],
  annotatorFiles = false,
): Promise<{ documents: NamedDocument[]; report: ImportReport }> {
  const run = readFiles([paths].flat(), { annotatorFiles });
  const documents: NamedDocument[] = [];
  for await (const batch of run.batches) documents.push(...batch.documents);
  return { documents, report: run.report() };
}

describe('a project of INCEpTION', () => {
  const expected = [
    { id: 'doc1.txt', text, spans: [bo], layers: { anna: [ana], bert: [ana, bo] }, annotated: true },
    { id: 'doc2.txt', text, spans: [bo], layers: { anna: [bo] }, annotated: true },
    { id: 'doc3.txt', text, spans: [], predictions: { INITIAL_CAS: [ana] }, annotated: false },
  ];

  it.each<[FormatId, string]>([
    ['uima-xmi', '.zip'],
    ['uima-json', '.json'],
    ['webanno-tsv', '.tsv'],
  ])(
    'as %s gives each document once, with a layer for each annotator and the curation as its own marks',
    async (format, ending) => {
      const files = await inception(format, ending);
      for (const path of [unpacked(files), zipped(files), folder.file('in/annotation')]) {
        const { documents, report } = await read(path);
        expect(report.files.flatMap(({ quarantined }) => quarantined)).toEqual([]);
        const [first, ...others] = expected;
        // The folder of annotations alone has no curation.
        const open = { ...first, spans: [ana], unsettled: true };
        expect(documents).toMatchObject(path.endsWith('annotation') ? [open, ...others] : expected);
        if (!path.endsWith('annotation')) expect(documents[0]?.unsettled).toBeUndefined();
        expect(report.files.map((file) => [file.documents, file.annotated, file.annotators ?? []])).toEqual([
          [1, 1, ['anna', 'bert']],
          [1, 1, ['anna']],
          [1, 0, []],
        ]);
      }
    },
  );

  it('reads curated documents alone, as they are exported too', async () => {
    const files = { 'people/curation/doc1.txt/CURATION_USER.zip': await bytesOf('uima-xmi', [bo]) };
    const { documents } = await read(zipped(files));
    expect(documents).toMatchObject([{ id: 'doc1.txt', spans: [bo], annotated: true }]);
  });

  it('leaves the marks of an annotator out whose text is another one, and says so', async () => {
    const files = await inception();
    files['annotation/doc1.txt/bert.zip'] = await bytesOf('uima-xmi', [ana], 'Ana met Cy.');
    files['annotation/doc2.txt/zoe.zip'] = strToU8('PK\u0003\u0004 broken');
    const { documents, report } = await read(zipped(files));
    expect(documents[0]).toMatchObject({ spans: [bo], layers: { anna: [ana] } });
    expect(report.files.map(({ quarantined }) => quarantined.map(({ why }) => why))).toEqual([
      [expect.stringContaining('bert has another text for doc1.txt')],
      [expect.stringContaining('left out')],
      [],
    ]);
  });

  it('is not what any folder called annotation is', async () => {
    const row = (type: string): Uint8Array => strToU8(`Ana\tB-${type}\nmet\tO\n\nBo\tB-${type}\nleft\tO\n\n`);
    const files = { 'annotation/train/a.conll': row('PER'), 'annotation/test/b.conll': row('ORG') };
    const { documents } = await read(unpacked(files));
    expect(documents).toHaveLength(4);
    expect(documents.every(({ layers }) => layers === undefined)).toBe(true);
  });
});

describe('a file for each annotator', () => {
  const line = (id: string | undefined, own: string, spans: Marks): string =>
    `${JSON.stringify({ id, text: own, label: spans.map(({ start, end, type }) => [start, end, type]) })}\n`;
  const annaLines = line('1', text, [ana]) + line('2', 'Bo met Cy.', []) + line('3', 'Only hers.', []);
  const bertLines = line('2', 'Bo met Cy.', []) + line('1', text, [ana, bo]) + line('4', 'Only his.', []);

  it.each<[string, (files: Record<string, Uint8Array>) => string[]]>([
    [
      'named one by one',
      (files) => [unpacked(files)].flatMap((path) => [`${path}/anna.jsonl`, `${path}/bert.jsonl`]),
    ],
    ['in a folder', (files) => [unpacked(files)]],
    ['in an archive, as doccano gives them', (files) => [zipped(files)]],
  ])('%s becomes layers of documents that match by id', async (_name, paths) => {
    const files = { 'anna.jsonl': strToU8(annaLines), 'bert.jsonl': strToU8(bertLines) };
    const { documents, report } = await read(paths(files), true);
    expect(documents).toMatchObject([
      { id: '1', spans: [ana], unsettled: true, layers: { anna: [ana], bert: [ana, bo] } },
      { id: '2', spans: [], unsettled: true, layers: { anna: [], bert: [] } },
      { id: '3', layers: { anna: [] } },
      { id: '4', layers: { bert: [] } },
    ]);
    expect(report.files).toMatchObject([
      { documents: 4, annotated: 4, annotators: ['anna', 'bert'], quarantined: [] },
    ]);
  });

  it('is guessed at where the files hold the same ids', async () => {
    const { report } = await read([
      unpacked({ 'anna.jsonl': strToU8(annaLines), 'bert.jsonl': strToU8(bertLines) }),
    ]);
    expect(report.files.map(({ repeatedIds }) => repeatedIds)).toEqual([0, 2]);
  });

  it('may be a folder of files, called alike in each', async () => {
    const files = {
      'anna/x/1.txt': strToU8(text),
      'anna/x/1.ann': strToU8('T1\tPER 0 3\tAna\n'),
      'bert/x/1.txt': strToU8(text),
      'bert/x/1.ann': strToU8('T1\tPER 8 10\tBo\n'),
      'bert/x/2.txt': strToU8('Not annotated.'),
    };
    const path = unpacked(files);
    for (const paths of [[path], [`${path}/anna`, `${path}/bert`], [`${path}/anna/x`, `${path}/bert/x`]]) {
      const { documents } = await read(paths, true);
      expect(documents[0], paths.join()).toMatchObject({ id: '1', text });
      expect(Object.values(documents[0]?.layers ?? {})).toEqual([[ana], [bo]]);
      expect(documents[1]).toMatchObject({ text: 'Not annotated.', annotated: false });
    }
    const same = [`${path}/anna/x/1.ann`, `${path}/bert/x/1.ann`];
    expect((await read(same, true)).documents.flatMap(({ layers }) => Object.keys(layers ?? {}))).toEqual([
      'anna',
      'bert',
    ]);
  });

  it('matches by place where documents have no id, and leaves out layers over another text', async () => {
    const rows = (...tags: string[]): Uint8Array =>
      strToU8(tags.map((tag) => `Ana\t${tag}\nleft\tO\n\n`).join(''));
    const path = unpacked({ 'anna.iob2': rows('B-PER', 'O'), 'bert.iob2': rows('B-PER', 'B-ORG') });
    const { documents } = await read([path], true);
    expect(documents.map(({ layers }) => Object.values(layers ?? {}).map((spans) => spans.length))).toEqual([
      [1, 1],
      [0, 1],
    ]);
    const other = unpacked({ 'anna.iob2': rows('B-PER'), 'bert.iob2': strToU8('Bo\tB-PER\nleft\tO\n\n') });
    const { report, documents: left } = await read([other], true);
    expect(left).toHaveLength(1);
    expect(report.files[0]?.quarantined).toMatchObject([
      { why: expect.stringContaining('bert has another text') as string },
    ]);
  });

  it('is asked for from two at least', async () => {
    await expect(read([unpacked({ 'anna.jsonl': strToU8(annaLines) })], true)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});

describe('archives in an archive', { timeout: 60_000 }, () => {
  it('are opened: our own folder of XMI archives, zipped', async () => {
    await writeExport(
      'uima-xmi',
      [
        { id: 'a', text, spans: [ana] },
        { id: 'b', text, spans: [bo] },
      ],
      folder.file('out'),
    );
    const names = ['000001-a.zip', '000002-b.zip', 'manifest.json'];
    const files = Object.fromEntries(
      names.map((name) => [name, new Uint8Array(readFileSync(folder.file(`out/${name}`)))]),
    );
    const { documents, report } = await read(zipped(files));
    expect(documents).toMatchObject([
      { id: 'a', spans: [ana] },
      { id: 'b', spans: [bo] },
    ]);
    expect(report.files.flatMap(({ quarantined }) => quarantined)).toEqual([]);
  });

  it('share the limit of the outer one, and go one level deep', async () => {
    // 8,000 files each are within the limit of 20,000, three times as many are not.
    const texts = Object.fromEntries(Array.from({ length: 8_000 }, (_, n) => [`${n}.txt`, strToU8('x')]));
    const inner = zipSync(texts, { level: 0 });
    const deep = zipSync({ 'in.zip': zipSync({ 'x.txt': strToU8('x') }) });
    const { documents, report } = await read(
      zipped({ '0-deep.zip': deep, '1.zip': inner, '2.zip': inner, '3.zip': inner }),
    );
    expect(documents).toHaveLength(16_000);
    expect(report.files.flatMap(({ quarantined }) => quarantined.map(({ why }) => why))).toEqual([
      expect.stringContaining('an archive in an archive in an archive'),
      expect.stringContaining('unpacks to more than is allowed'),
    ]);
    const unpacked = { bytes: 128 * 2 ** 20, entries: 0 };
    expect(() => unzip(deep, 'deep.zip', undefined, unpacked)).toThrow(/more than is allowed/u);
  });
});
