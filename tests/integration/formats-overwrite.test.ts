import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeExport } from '#core/formats/write-export.ts';
import { folderHash } from '../helpers/folder-hash.ts';
import { plainDocuments } from '../helpers/hard-documents.ts';

/** What an export may replace: only what an export wrote. */

let root = '';
let folder = '';
let n = 0;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'diziner-overwrite-'));
});
beforeEach(() => {
  folder = join(root, String(n++));
  mkdirSync(folder);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const at = (...parts: string[]): string => join(folder, ...parts);
const put = (text: string, ...parts: string[]): void => {
  mkdirSync(at(...parts, '..'), { recursive: true });
  writeFileSync(at(...parts), text);
};
const overwrite = { overwrite: true } as const;

describe('an export to a file', () => {
  it('never replaces a folder, whatever it was told', async () => {
    put('years of work', 'prec', 'thesis.txt');
    put('more', 'prec', 'sub', 'notes.txt');
    const before = folderHash(folder);
    await expect(writeExport('jsonl', plainDocuments, at('prec'), overwrite)).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      message: expect.stringContaining('is a folder') as string,
    });
    expect(folderHash(folder)).toEqual(before);
  });

  it('replaces a file when told to, and its own manifest with it', async () => {
    put('old', 'a.jsonl');
    await writeExport('jsonl', plainDocuments, at('a.jsonl'), overwrite);
    await writeExport('jsonl', plainDocuments.slice(0, 1), at('a.jsonl'), overwrite);
    expect(readFileSync(at('a.jsonl'), 'utf8').split('\n')).toHaveLength(2);
    expect(JSON.parse(readFileSync(at('a.jsonl.manifest.json'), 'utf8'))).toMatchObject({ documents: 1 });
    expect(readdirSync(folder).sort()).toEqual(['a.jsonl', 'a.jsonl.manifest.json']);
  });

  it('replaces no manifest that an export did not write', async () => {
    put('{"name":"my web app"}', 'app.manifest.json');
    const before = folderHash(folder);
    for (const options of [{}, overwrite])
      await expect(writeExport('jsonl', plainDocuments, at('app'), options)).rejects.toMatchObject({
        code: 'ALREADY_EXISTS',
        message: expect.stringContaining('app.manifest.json') as string,
      });
    expect(folderHash(folder)).toEqual(before);
  });

  it('asks also where only the manifest of an earlier export is left', async () => {
    await writeExport('jsonl', plainDocuments, at('a.jsonl'));
    rmSync(at('a.jsonl'));
    await expect(writeExport('jsonl', plainDocuments, at('a.jsonl'))).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
    });
    await writeExport('jsonl', plainDocuments, at('a.jsonl'), overwrite);
  });

  it('writes through a link and leaves the link in place', async () => {
    put('old', 'real.jsonl');
    symlinkSync(at('real.jsonl'), at('link.jsonl'));
    await writeExport('jsonl', plainDocuments, at('link.jsonl'), overwrite);
    expect(readFileSync(at('real.jsonl'), 'utf8')).toContain('Nokia');
    expect(readFileSync(at('link.jsonl'), 'utf8')).toContain('Nokia');
  });
});

describe('an export to a folder', () => {
  it('never replaces a file', async () => {
    put('thesis', 'out');
    await expect(writeExport('brat', plainDocuments, at('out'), overwrite)).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      message: expect.stringContaining('is a file') as string,
    });
    expect(readFileSync(at('out'), 'utf8')).toBe('thesis');
  });

  it('fills an empty folder, and refuses one with files that no export wrote', async () => {
    mkdirSync(at('empty'));
    await writeExport('brat', plainDocuments, at('empty'));
    expect(readdirSync(at('empty'))).toContain('manifest.json');
    for (const manifest of [null, '{"files":[{"path":"thesis.txt"}]}', 'no JSON']) {
      rmSync(at('full'), { recursive: true, force: true });
      put('keep', 'full', 'thesis.txt');
      if (manifest !== null) put(manifest, 'full', 'manifest.json');
      const before = folderHash(at('full'));
      await expect(writeExport('brat', plainDocuments, at('full'), overwrite)).rejects.toMatchObject({
        code: 'ALREADY_EXISTS',
      });
      expect(folderHash(at('full'))).toEqual(before);
    }
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('takes away what the earlier export wrote and keeps everything else', async () => {
    await writeExport('brat', plainDocuments, at('out'));
    put('keep', 'out', 'thesis.txt');
    put('keep', 'out', 'sub', 'deep', 'notes.txt');
    put('keep', 'out', '.hidden');
    symlinkSync(at('out', 'thesis.txt'), at('out', 'link'));
    await expect(writeExport('brat', plainDocuments, at('out'))).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
    });
    await writeExport('uima-json', plainDocuments.slice(0, 1), at('out'), overwrite);
    expect(readdirSync(at('out'), { recursive: true }).map(String).sort()).toEqual(
      [
        '.hidden',
        '000001-a.json',
        'link',
        'manifest.json',
        'sub',
        join('sub', 'deep'),
        join('sub', 'deep', 'notes.txt'),
        'thesis.txt',
      ].sort(),
    );
    expect(readFileSync(at('out', 'sub', 'deep', 'notes.txt'), 'utf8')).toBe('keep');
    expect(readdirSync(folder)).toEqual(['out']);
  });

  it('refuses where a new file would take the name of a foreign one', async () => {
    await writeExport('brat', plainDocuments, at('out'));
    put('my own', 'out', '000001-a.json');
    const before = folderHash(at('out'));
    await expect(writeExport('uima-json', plainDocuments, at('out'), overwrite)).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      message: expect.stringContaining('000001-a.json') as string,
    });
    expect(folderHash(at('out'))).toEqual(before);
    expect(readdirSync(folder)).toEqual(['out']);
  });

  it('counts a file that was changed since as somebody else’s', async () => {
    await writeExport('brat', plainDocuments, at('out'));
    put('T1\tPER 0 1\tN\n', 'out', '000002-b.ann');
    const before = folderHash(at('out'));
    await expect(writeExport('brat', plainDocuments, at('out'), overwrite)).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      message: expect.stringContaining('000002-b.ann') as string,
    });
    expect(folderHash(at('out'))).toEqual(before);
    await writeExport('uima-json', plainDocuments, at('out'), overwrite);
    expect(readFileSync(at('out', '000002-b.ann'), 'utf8')).toContain('T1');
  });

  it('touches nothing outside its folder, whatever an old manifest lists', async () => {
    await writeExport('brat', plainDocuments, at('out'));
    put('keep', 'thesis.txt');
    put('keep', 'out', 'mine.txt');
    const manifest = JSON.parse(readFileSync(at('out', 'manifest.json'), 'utf8')) as { files: object[] };
    const sha256 = createHash('sha256').update('keep').digest('hex');
    for (const path of ['../thesis.txt', at('thesis.txt'), 'x/../../thesis.txt'])
      manifest.files.push({ path, bytes: 4, sha256 });
    writeFileSync(at('out', 'manifest.json'), JSON.stringify(manifest));
    await writeExport('brat', plainDocuments, at('out'), overwrite);
    expect(readFileSync(at('thesis.txt'), 'utf8')).toBe('keep');
    expect(readFileSync(at('out', 'mine.txt'), 'utf8')).toBe('keep');
  });

  it('keeps the old export when writing the new one fails', async () => {
    await writeExport('brat', plainDocuments, at('out'));
    const before = folderHash(at('out'));
    const broken = [
      plainDocuments[0]!,
      { id: 'x', text: 'abc', spans: [{ start: 0, end: 2, type: 'T', text: 'zz' }] },
    ];
    await expect(writeExport('brat', broken, at('out'), overwrite)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    expect(folderHash(at('out'))).toEqual(before);
    expect(readdirSync(folder)).toEqual(['out']);
  });
});
