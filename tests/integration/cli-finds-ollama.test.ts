import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEngine } from '#core/engine/create-engine.ts';
import { openAppStore, readAppSettings } from '#core/store/app-store.ts';
import { writeSetting } from '#core/store/project-table.ts';
import { startFakeOllama, type FakeOllama } from '#fakes/fake-ollama.ts';
import { fakeModel } from '#fakes/ollama-model.ts';
import { runCli, type CliEnd } from '../helpers/cli-process.ts';
import { ollamaRunsHere } from '../helpers/ollama-runs-here.ts';
import { runCorpus, runLexicon } from '../helpers/run-corpus.ts';
import { labProject } from '../helpers/run-lab.ts';

const annotators = ['ollama:alpha:8b', 'ollama:beta:8b'];
const oneRound = ['--iterations', '0', '--set-size', '2', '--supervisor', 'rules'];
const resourcesDir = join(import.meta.dirname, '../../resources');
/** Nothing listens there: the port was free a moment ago. */
let nobody = '';

let fake: FakeOllama;
let dataDir = '';
let project: { path: string; dir: string };
beforeEach(async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  nobody = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.close();
  fake = await startFakeOllama({
    models: ['alpha:8b', 'beta:8b'].map((name) => fakeModel(name)),
    lexicon: runLexicon,
    chunkChars: Infinity,
  });
  dataDir = mkdtempSync(join(tmpdir(), 'diziner-cli-finds-'));
  const lab = labProject({ annotators, documents: runCorpus(4) });
  lab.db.close();
  project = lab;
});
afterEach(async () => {
  await fake.close();
  for (const folder of [dataDir, project.dir]) rmSync(folder, { recursive: true, force: true });
});

const cli = (env: NodeJS.ProcessEnv, ...args: string[]): Promise<CliEnd> =>
  runCli([...args, '--project', project.path, '--data-dir', dataDir], { env });
const setInWindow = (settings: object): void => {
  const app = openAppStore(join(dataDir, 'app.sqlite'));
  writeSetting(app, 'settings', settings);
  app.close();
};

describe('run and label without an address', () => {
  it.each([
    ['OLLAMA_HOST', () => ({ OLLAMA_HOST: new URL(fake.url).host })],
    [
      'the settings of the window',
      () => {
        setInWindow({ ollamaUrl: fake.url });
        return { OLLAMA_HOST: new URL(nobody).host };
      },
    ],
  ])(
    'find the server of %s',
    async (_, arrange) => {
      const env = arrange();
      const run = await cli(env, 'run', ...oneRound);
      expect(run, run.stderr).toMatchObject({ code: 0 });
      const label = await cli(env, 'label', '--with', 'ollama:alpha:8b');
      expect(label, label.stderr).toMatchObject({ code: 0 });
      expect(label.stderr).toContain('done: 4 documents, 0 without an answer');
    },
    120_000,
  );

  it('send nothing to another computer that only the environment names, and say how to', async () => {
    setInWindow({ ollamaUrl: fake.url });
    const run = await cli({ OLLAMA_HOST: 'lab.example:11434' }, 'run', ...oneRound);
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(run.stderr).toContain('--ollama-url http://lab.example:11434');
  }, 120_000);
});

it('an address on the command line is that server and no other', async () => {
  setInWindow({ ollamaUrl: fake.url });
  const run = await cli({}, 'run', ...oneRound, '--ollama-url', nobody);
  expect(run.code).toBe(1);
  expect(run.stderr).toContain(`The server at ${nobody} cannot be reached: nothing listens there.`);
  expect(fake.requests).toEqual([]);
}, 120_000);

it('models and doctor with an address leave the settings of the window as they are', async () => {
  setInWindow({ ollamaUrl: nobody });
  const engine = await createEngine({
    dataDir,
    resourcesDir,
    host: 'cli',
    appVersion: '0',
    env: {},
    ollamaUrl: fake.url,
  });
  try {
    expect((await engine.handlers['models.list']({})).models.map(({ name }) => name).sort()).toEqual([
      'alpha:8b',
      'beta:8b',
    ]);
  } finally {
    await engine.close();
  }
  const app = openAppStore(join(dataDir, 'app.sqlite'));
  expect(readAppSettings(app).ollamaUrl).toBe(nobody);
  app.close();
});

it('the health of a named server that is not there says so', async () => {
  const engine = await createEngine({
    dataDir,
    resourcesDir,
    host: 'cli',
    appVersion: '0',
    env: {},
    ollamaUrl: nobody,
  });
  try {
    expect((await engine.handlers['system.health']({})).ollama).toMatchObject({
      state: 'absent',
      url: nobody,
      message: `No Ollama answers at ${nobody}.`,
    });
  } finally {
    await engine.close();
  }
});

describe.skipIf(await ollamaRunsHere())('with no server running', () => {
  const program = join(import.meta.dirname, '../fakes/ollama-process.js');
  const installed = (): NodeJS.ProcessEnv => {
    const folder = join(dataDir, 'programs');
    mkdirSync(folder);
    symlinkSync(program, join(folder, 'ollama'));
    return { PATH: `${folder}:${process.env['PATH'] ?? ''}` };
  };
  const log = (): string => {
    const path = join(dataDir, 'ollama/ollama.log');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };

  it('run starts an installed Ollama, as the window would, and ends it with the command', async () => {
    const run = await cli(installed(), 'run', ...oneRound);
    expect(run.code).toBe(1); // the stand-in answers, but has no model
    expect(log()).toContain('Listening on');
    expect(existsSync(join(dataDir, 'ollama/ollama.pid'))).toBe(false);
  }, 120_000);

  it('run starts none where the window may not', async () => {
    setInWindow({ manageOllama: false });
    const run = await cli(installed(), 'run', ...oneRound);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('No Ollama server runs.');
    expect(log()).toBe('');
  }, 120_000);
});
