import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEngine } from '#core/engine/create-engine.ts';
import { ollamaRunsHere } from '../helpers/ollama-runs-here.ts';

const program = join(import.meta.dirname, '../fakes/ollama-process.js');
type Engine = Awaited<ReturnType<typeof createEngine>>;

describe.skipIf(await ollamaRunsHere())('with no server running', () => {
  let folder = '';
  let engine: Engine | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'diziner-managed-'));
  });
  afterEach(async () => {
    await engine?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const start = async (): Promise<Engine> =>
    (engine = await createEngine({
      dataDir: join(folder, 'data'),
      resourcesDir: join(import.meta.dirname, '../../resources'),
      ollamaDir: join(folder, 'ollama'),
      host: 'cli',
      appVersion: '0',
      env: {},
    }));
  /** Archives for macOS and Windows hold the program at the top, those for Linux in bin/. */
  const bundle = (...below: string[]): void => {
    const place = join(folder, 'ollama', ...below);
    mkdirSync(place, { recursive: true });
    symlinkSync(program, join(place, 'ollama'));
  };

  it.each([['at the top of its folder'], ['in bin/', 'bin']])(
    'the bundled program %s is started',
    async (_, ...below) => {
      bundle(...below);
      const { handlers } = await start();
      expect((await handlers['system.health']({})).ollama.message).toContain('installed but does not run');
      const { url, version } = await handlers['server.start']({});
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/u);
      expect(version).toBe('0.33.0');
      expect((await handlers['server.log']({ lines: 5 })).join('\n')).toContain(url.slice('http://'.length));
    },
  );

  it('a download starts the server and goes to its port', async () => {
    bundle();
    const { handlers } = await start();
    await handlers['models.pull']({ model: 'tiny:1b' });
    const download = async (): Promise<unknown> => (await handlers['models.pulls']({}))[0];
    await expect
      .poll(download, { timeout: 20_000 })
      .toMatchObject({ model: 'tiny:1b', state: 'done', message: '' });
    // The server moves to another port: the same queue follows it and keeps what it has shown.
    await handlers['server.stop']({});
    await handlers['models.pull']({ model: 'other:1b' });
    await expect
      .poll(async () => (await handlers['models.pulls']({})).map(({ model, state }) => [model, state]), {
        timeout: 20_000,
      })
      .toEqual([
        ['tiny:1b', 'done'],
        ['other:1b', 'done'],
      ]);
  });
});
