import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createModelRecords } from '#core/run/model-records.ts';
import { openAppStore } from '#core/store/app-store.ts';
import { startFakeOllama, type FakeOllama } from '#fakes/fake-ollama.ts';
import { fakeModel } from '#fakes/ollama-model.ts';
import { runCli, type CliEnd } from '../helpers/cli-process.ts';
import { runCorpus, runLexicon } from '../helpers/run-corpus.ts';
import { labProject } from '../helpers/run-lab.ts';

const models = ['alpha:8b', 'beta:8b', 'chief:8b'].map((name) => fakeModel(name));
let dataDir = '';
let fake: FakeOllama;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'diziner-cli-probe-'));
  fake = await startFakeOllama({
    models,
    lexicon: runLexicon,
    chunkChars: Infinity,
    numParallel: 4,
    outputTokensPerSecond: 200,
  });
});
afterEach(async () => {
  await fake.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Models in the order they were tried first. */
const tried = (): string[] => [
  ...new Set(
    fake.requests
      .map((request) => request.body as { model?: string })
      .filter((body) => JSON.stringify(body).includes('Maria Sibylla Merian'))
      .map((body) => body.model ?? ''),
  ),
];

it('run tries its annotators and its supervisor before the first work and keeps what it found; label and the next run do not ask again', async () => {
  const project = labProject({
    annotators: ['ollama:alpha:8b', 'ollama:beta:8b'],
    documents: runCorpus(8),
  });
  project.db.close();
  const cli = (...args: string[]): Promise<CliEnd> =>
    runCli([...args, '--project', project.path, '--ollama-url', fake.url, '--data-dir', dataDir]);
  try {
    const first = await cli('run', '--iterations', '0', '--set-size', '2', '--supervisor', 'ollama:chief:8b');
    expect(first, first.stderr).toMatchObject({ code: 0 });
    expect(first.stderr).toContain('Trying alpha:8b for the first time');
    expect(tried()).toEqual(['alpha:8b', 'beta:8b', 'chief:8b']);

    const app = openAppStore(join(dataDir, 'app.sqlite'));
    const { probes } = createModelRecords(app);
    for (const model of models) {
      expect(probes.get(model.digest)).toMatchObject({
        ok: true,
        mode: 'schema',
        contextLength: model.contextLength,
      });
      expect(probes.get(model.digest)?.slots).toBeGreaterThan(1);
    }
    app.close();

    const before = fake.requests.length;
    const labelled = await cli('label', '--with', 'ollama:alpha:8b');
    expect(labelled, labelled.stderr).toMatchObject({ code: 0 });
    const again = await cli('run', '--new', '--iterations', '0', '--set-size', '2', '--supervisor', 'rules');
    expect(again, again.stderr).toMatchObject({ code: 0 });
    fake.requests.splice(0, before);
    expect(tried()).toEqual([]);
  } finally {
    rmSync(project.dir, { recursive: true, force: true });
  }
}, 120_000);

it('label tries a model that is new, and a data folder that cannot be used costs only the memory of it', async () => {
  const project = labProject({ annotators: ['ollama:alpha:8b'], documents: runCorpus(3) });
  project.db.close();
  try {
    const labelled = await runCli([
      ...['label', '--with', 'ollama:alpha:8b', '--project', project.path],
      ...['--ollama-url', fake.url, '--data-dir', join(project.path, 'no-folder')],
    ]);
    expect(labelled, labelled.stderr).toMatchObject({ code: 0 });
    expect(labelled.stderr).toContain("What is known about this computer can't be read");
    expect(tried()).toEqual(['alpha:8b']);
  } finally {
    rmSync(project.dir, { recursive: true, force: true });
  }
}, 120_000);
