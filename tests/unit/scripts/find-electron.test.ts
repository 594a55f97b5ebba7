import { mkdirSync, mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { needsBuild } from '../../../scripts/build-if-needed.js';
import { findElectron } from '../../../scripts/find-electron.js';

const project = () => mkdtempSync(join(tmpdir(), 'diziner-start-'));
function put(folder: string, name: string, text = ''): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

describe('finding Electron', () => {
  it('finds nothing where npm has not fetched the program', () => {
    const folder = project();
    expect(findElectron(folder, {})).toBeNull();
    put(folder, 'node_modules/electron/path.txt', 'electron');
    expect(findElectron(folder, {})).toBeNull();
  });

  it('finds the program that path.txt names', () => {
    const folder = project();
    put(folder, 'node_modules/electron/path.txt', 'Electron.app/Contents/MacOS/Electron\n');
    const program = put(folder, 'node_modules/electron/dist/Electron.app/Contents/MacOS/Electron');
    expect(findElectron(folder, {})).toBe(program);
  });

  it('takes another distribution from the environment', () => {
    const folder = project();
    const program = put(folder, 'elsewhere/electron');
    expect(findElectron(folder, { ELECTRON_OVERRIDE_DIST_PATH: dirname(program) })).toBe(program);
    expect(findElectron(folder, { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'nowhere') })).toBeNull();
  });
});

describe('the need for a build', () => {
  const built = [
    'main/index.js',
    'main/engine-worker.js',
    'main/reader-worker.js',
    'main/cli.js',
    'preload/index.cjs',
    'renderer/index.html',
  ];
  const complete = () => {
    const folder = project();
    for (const name of ['src/main/index.ts', 'electron.vite.config.ts', 'package.json']) {
      utimesSync(put(folder, name), 1000, 1000);
    }
    for (const name of built) utimesSync(put(folder, `out/${name}`), 2000, 2000);
    return folder;
  };

  it('is none where everything is built after the last change', () => {
    expect(needsBuild(complete())).toBe(false);
  });

  it('is there when a source is younger than what was built', () => {
    const folder = complete();
    utimesSync(join(folder, 'src/main/index.ts'), 3000, 3000);
    expect(needsBuild(folder)).toBe(true);
  });

  it('is there when nothing is built', () => {
    const folder = project();
    put(folder, 'src/main/index.ts');
    expect(needsBuild(folder)).toBe(true);
  });
});
