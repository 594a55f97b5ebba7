import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { strFromU8, unzipSync } from 'fflate';
import { zipFolder } from '#host/zip-folder.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'diziner-zip-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('packs a folder export with all its files under the folder name', async () => {
  const folder = join(root, 'brat');
  mkdirSync(join(folder, 'a'), { recursive: true });
  writeFileSync(join(folder, 'manifest.json'), '{}');
  writeFileSync(join(folder, 'a', 'ü.txt'), 'Zürich 😀');
  const files = unzipSync(readFileSync(await zipFolder(folder)));
  expect(Object.keys(files).sort()).toEqual(['brat/a/ü.txt', 'brat/manifest.json']);
  expect(strFromU8(files['brat/a/ü.txt'] ?? new Uint8Array())).toBe('Zürich 😀');
});

it('packs an empty folder into an empty archive', async () => {
  const folder = join(root, 'none');
  mkdirSync(folder);
  expect(unzipSync(readFileSync(await zipFolder(folder)))).toEqual({});
});
