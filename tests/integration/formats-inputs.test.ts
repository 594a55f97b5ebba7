import { mkdtemp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync, type Zippable } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '#shared/errors.ts';
import { convert } from '#core/formats/convert.ts';
import type { ImportReport } from '#core/formats/import-report.ts';
import type { ImportOptions } from '#core/formats/describe-file.ts';
import { readFiles, type NamedDocument } from '#core/formats/read-files.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'diziner-inputs-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

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

async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof AppError) return error;
  throw new Error(`expected a planned failure, got ${String(error)}`);
}

/** A corpus as people keep it: brat files with their settings, our own additions, papers, rubbish. */
const corpus: Readonly<Record<string, string>> = {
  'a.txt': 'Ana met Bo.',
  'a.ann': 'T1\tPER 0 3\tAna\n',
  'b.txt': 'One line.\nAnd another.',
  'annotation.conf': '[entities]\nPER\n',
  'visual.conf': '[labels]\n',
  'type-names.tsv': 'PER\t"PER"\n',
  'labels.json': '["O","B-PER","I-PER"]',
  'manifest.json': '{"format":"brat"}',
  'b.txt.manifest.json': '{"format":"text"}',
  'README.md': '# A corpus\n',
  LICENSE: 'Do what you like.\n',
};
const wanted = [
  ['Ana met Bo.', 1],
  ['One line.\nAnd another.', 0],
];
const found = (documents: readonly NamedDocument[]) =>
  documents.map(({ text, spans }) => [text, spans.length]);

describe('what belongs to another file is no document', () => {
  it.each(['folder', 'archive'])('in a %s, where a text file is one document', async (kind) => {
    const entries: Zippable = {};
    for (const [name, text] of Object.entries({ ...corpus, '.DS_Store': 'x', 'sub/c.txt': 'Two\nlines.' })) {
      entries[`top/${name}`] = strToU8(text);
      if (kind === 'folder') await put(`top/${name}`, text);
    }
    entries['__MACOSX/top/._a.txt'] = strToU8('x');
    const path = kind === 'folder' ? join(folder, 'top') : await put('top.zip', zipSync(entries));
    const { documents, report } = await read([path]);
    expect(found(documents)).toEqual([...wanted, ['Two\nlines.', 0]]);
    expect(report.files.flatMap(({ quarantined }) => quarantined)).toEqual([]);
  });
  it('and files of an archive come in the order of a folder', async () => {
    const archive = await put('top.zip', zipSync({ 'b.txt': strToU8('B.'), 'a.txt': strToU8('A.') }));
    expect((await read([archive])).documents.map(({ text }) => text)).toEqual(['A.', 'B.']);
  });
  it('among files named by a pattern', async () => {
    const paths: string[] = [];
    for (const [name, text] of Object.entries(corpus)) paths.push(await put(name, text));
    const { documents } = await read(paths.sort(), { textUnit: 'file' });
    expect(found(documents)).toEqual(wanted);
  });
  it('pairs brat files named in either order and from other places', async () => {
    const [text, ann] = [await put('x/a.txt', 'Ana met Bo.'), await put('x/a.ann', 'T1\tPER 0 3\tAna\n')];
    const dotted = join(folder, 'x', '..', 'x', 'a.txt');
    for (const paths of [
      [text, ann],
      [ann, text],
      [dotted, ann],
    ])
      expect(found((await read(paths)).documents)).toEqual([['Ana met Bo.', 1]]);
    expect(found((await read([text])).documents)).toEqual([['Ana met Bo.', 0]]);
  });
  it('unless nothing else was named', async () => {
    expect((await read([await put('README.md', 'A text.\n')])).documents).toHaveLength(1);
    expect(
      (await read([await put('README.md', 'A text.\n'), await put('b.txt', 'B.\n')])).documents,
    ).toHaveLength(2);
    expect((await read([await put('labels.json', '{"text":"A."}')])).documents).toHaveLength(1);
  });
  it('keeps texts whose names only begin like a licence', async () => {
    await put('top/licence-contract-7.txt', 'This contract.');
    await put('top/readme-first.txt', 'Read this.');
    expect((await read([join(folder, 'top')])).documents).toHaveLength(2);
  });
});

interface NoCorpus {
  readonly name: string;
  readonly bytes: string | Uint8Array;
  readonly words: readonly string[];
}
const notCorpora: readonly NoCorpus[] = [
  { name: 'a.jsonl.gz', bytes: Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0), words: ['gzip', 'Unpack'] },
  {
    name: 'a.zip',
    bytes: Uint8Array.from([0x50, 0x4b, 5, 6, ...Array<number>(18).fill(0)]),
    words: ['empty zip'],
  },
  { name: 'b.zip', bytes: zipSync({ 'README.md': strToU8('x') }), words: ['zip archive without a file'] },
  {
    name: 'c.zip',
    bytes: Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 0, 0),
    words: ['not a readable zip', 'damaged'],
  },
  {
    name: 'a.docx',
    bytes: zipSync({ '[Content_Types].xml': strToU8('<x/>'), 'word/document.xml': strToU8('<x/>') }),
    words: ['Word'],
  },
  { name: 'a', bytes: Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0), words: ['a program'] },
  { name: 'a.exe', bytes: Uint8Array.of(0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0), words: ['a Windows program'] },
  { name: 'a.rtf', bytes: '{\\rtf1\\ansi Hello}', words: ['RTF', 'plain text'] },
  { name: 'a.pdf', bytes: '%PDF-1.4\n1 0 obj\n', words: ['PDF', 'plain text'] },
  { name: 'label_config.xml', bytes: '<View>\n<Text name="t"/>\n</View>', words: ['no CAS XMI', '<View>'] },
  { name: 'a.xml', bytes: '<?xml version="1.0"?>\n<TEI/>', words: ['no CAS XMI', '<TEI>'] },
  { name: 'a.html', bytes: '<!DOCTYPE html>\n<html><p>Hi', words: ['HTML'] },
  { name: 'a.diziner', bytes: 'SQLite format 3\0', words: ['SQLite', 'opened'] },
];

describe('a file that is no corpus', () => {
  it.each(notCorpora)('$name is named for what it is', async ({ name, bytes, words }) => {
    const failure = await failureOf(read([await put(name, bytes)]));
    expect(failure.code).toBe('FORMAT_INVALID');
    for (const word of words) expect(`${failure.message} ${failure.action ?? ''}`).toContain(word);
  });
  it.each(notCorpora)('$name is set aside in a folder with that reason', async ({ name, bytes, words }) => {
    await put(`top/${name}`, bytes);
    await put('top/z.txt', 'A text.');
    const { documents, report } = await read([join(folder, 'top')]);
    expect(found(documents)).toEqual([['A text.', 0]]);
    expect(report.files[0]?.quarantined).toMatchObject([
      { why: expect.stringContaining(words[0] ?? '') as string },
    ]);
  });
  it('is read as it stands where it is text of a kind and plain text was chosen by hand', async () => {
    expect((await read([await put('a.rtf', '{\\rtf1 Hello}')], { format: 'text' })).documents).toHaveLength(
      1,
    );
    const gzip = await put('a.gz', Uint8Array.of(0x1f, 0x8b, 8, 0));
    expect((await failureOf(read([gzip], { format: 'text' }))).message).toContain('gzip');
  });
  it.each([
    ['MZ is a country code.\n'],
    ['GIF8 and RIFF are signs.\n'],
    ['ID3 tags hold titles.\n'],
    ['BZh\n'],
    ['PDF files begin with %PDF-.\n'],
  ])('%j is a text', async (text) => {
    expect((await read([await put('a.txt', text)])).documents).toHaveLength(1);
  });
});

describe('a conversion that finds no document', () => {
  it.each([
    ['bad.jsonl', '{"a": }\n{broken\n', ['bad.jsonl, line 1', 'first of 2 problems', 'not valid JSON']],
    ['bad.json', '[{"text": "a" "b"}]', ['bad.json, line 1', 'not valid JSON']],
    ['no-text.jsonl', '{"title":"a"}\n', ['line 1', '"text"']],
    ['empty.txt', '', ['nothing in it']],
    ['blank.txt', '\n \n', ['nothing in it']],
  ] as const)('%s: fails, says why, and leaves what was there', async (name, data, words) => {
    const input = await put(`in/${name}`, data);
    const out = await put('out/out.jsonl', 'earlier\n');
    const before = await readdir(join(folder, 'out'));
    const failure = await failureOf(convert([input], 'jsonl', out, { write: { overwrite: true } }));
    expect(failure.code).toBe('NO_DOCUMENTS');
    for (const word of words) expect(failure.message).toContain(word);
    expect(failure.action).toContain('Nothing was written');
    expect(await readdir(join(folder, 'out'))).toEqual(before);
    const fresh = await failureOf(convert([input], 'brat', join(folder, 'new')));
    expect(fresh.code).toBe('NO_DOCUMENTS');
    expect((await readdir(folder)).sort()).toEqual(['in', 'out']);
  });
});
