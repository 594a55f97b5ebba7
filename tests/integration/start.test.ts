import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectDir } from '../helpers/ensure-build.ts';

/** A built project in small: the real start script, a command line and an installer that only say what they were asked. */
function project(installer: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'diziner-npm-start-'));
  const put = (name: string, text: string, age = 0) => {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    utimesSync(file, Date.now() / 1000 - age, Date.now() / 1000 - age);
    return file;
  };
  cpSync(join(projectDir, 'scripts'), join(folder, 'scripts'), { recursive: true });
  put('package.json', '{"type":"module"}', 100);
  put('electron.vite.config.ts', '', 100);
  put('src/main/index.ts', '', 100);
  for (const name of [
    'main/index.js',
    'main/engine-worker.js',
    'main/reader-worker.js',
    'main/cli.js',
    'preload/index.cjs',
    'renderer/index.html',
  ]) {
    put(`out/${name}`, '');
  }
  put('bin/diziner.js', "console.log('command line:', process.argv.slice(2).join(' '));");
  put('node_modules/electron/package.json', '{"type":"commonjs"}');
  put('node_modules/electron/install.js', installer);
  return folder;
}
const start = (folder: string, ...args: string[]) =>
  spawnSync(process.execPath, [join(folder, 'scripts/start.js'), ...args], {
    encoding: 'utf8',
    timeout: 30_000,
  });

describe('npm start', () => {
  it('says in one line that Electron is not available and opens the browser host', () => {
    const { stdout, stderr, status } = start(project('process.exit(1)'));
    expect(stdout.trim()).toBe('command line: serve --open');
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('not possible: DiZiNER opens in your browser instead.');
    expect(status).toBe(0);
  });

  it('goes to the browser at once when asked to, and passes arguments on', () => {
    const { stdout, stderr } = start(project("throw new Error('asked')"), '--browser', '--port', '4000');
    expect(stdout.trim()).toBe('command line: serve --open --port 4000');
    expect(stderr).toBe('');
  });

  it.skipIf(process.platform === 'win32')('opens the window with the program that was just fetched', () => {
    const folder = project(`
      const { mkdirSync, writeFileSync } = require('node:fs');
      mkdirSync(__dirname + '/dist');
      writeFileSync(__dirname + '/path.txt', 'electron');
      writeFileSync(__dirname + '/dist/electron', '#!/bin/sh\\necho "window of $1"', { mode: 0o755 });`);
    const first = start(folder);
    expect(first.stdout.trim()).toBe(`window of ${folder}`);
    expect(first.stderr).toContain('done.');
    const second = start(folder);
    expect(second.stdout.trim()).toBe(`window of ${folder}`);
    expect(second.stderr).toBe('');
  });

  it.skipIf(process.platform === 'win32')('ends with the code the window ended with', () => {
    const folder = project('');
    mkdirSync(join(folder, 'node_modules/electron/dist'));
    writeFileSync(join(folder, 'node_modules/electron/path.txt'), 'electron');
    writeFileSync(join(folder, 'node_modules/electron/dist/electron'), '#!/bin/sh\nexit 7');
    chmodSync(join(folder, 'node_modules/electron/dist/electron'), 0o755);
    expect(start(folder).status).toBe(7);
  });
});
