import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createEngine } from '#core/engine/create-engine.ts';
import { startFakeOllama, type FakeOllama, type FakeOllamaOptions } from '#fakes/fake-ollama.ts';
import { fakeModel } from '#fakes/ollama-model.ts';
import { listedRecords } from '../helpers/model-records.ts';
import { runCorpus, runLexicon } from '../helpers/run-corpus.ts';
import { collect, labDeps, labModels, labProject, startAndRun } from '../helpers/run-lab.ts';

const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const models = ['alpha:8b', 'beta:8b'].map((name) => fakeModel(name));

async function server(options: FakeOllamaOptions): Promise<FakeOllama> {
  const fake = await startFakeOllama({ models, lexicon: runLexicon, chunkChars: Infinity, ...options });
  open.push(() => fake.close());
  return fake;
}

it('a run keeps what each model took up, and says while it works that one runs partly on the CPU', async () => {
  const fake = await server({ vramBytes: 4e9, maxLoaded: 1 });
  const records = listedRecords();
  const lab = labModels({ ollamaUrl: fake.url, records });
  const annotators = models.map((model) => `ollama:${model.name}`);
  const project = labProject({ annotators, documents: runCorpus(4) });
  open.push(project.close, lab.close);
  const changes = collect('run-change');
  await startAndRun(labDeps(project.db, lab.models, { emit: changes.emit }), {
    annotatorIds: annotators,
    supervisor: { kind: 'rules' },
    iterations: 0,
    setSize: 2,
  });
  const [kept, ...others] = records.loads.of(models[0]?.digest ?? '');
  expect(others).toEqual([]);
  expect(kept?.bytes).toBeGreaterThan(models[0]?.size ?? Infinity);
  expect(kept?.gpuShare).toBeCloseTo(4e9 / (kept?.bytes ?? 1), 6);
  const share = Math.round((kept?.gpuShare ?? 0) * 100);
  expect(changes.events.map((event) => event.status.activity)).toContain(
    `alpha:8b is annotating (partly on the CPU, ${share} % in GPU memory: slow)`,
  );
});

it('the list of models shows a measured size and the share on the GPU also after the model has left memory', async () => {
  const fake = await server({ vramBytes: 4e9 });
  const dataDir = mkdtempSync(join(tmpdir(), 'diziner-sizes-'));
  open.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const engine = await createEngine({
    dataDir,
    resourcesDir: join(import.meta.dirname, '../../resources'),
    host: 'cli',
    appVersion: '0',
    env: {},
  });
  open.push(() => engine.close());
  const { handlers } = engine;
  await handlers['settings.set']({ settings: { ollamaUrl: fake.url, manageOllama: false } });
  const memory = async () => {
    const listed = await handlers['models.list']({});
    return listed.models.map((model) => [
      model.name,
      model.loaded,
      model.memory?.measured,
      model.memory?.gpuShare,
    ]);
  };
  expect(await memory()).toEqual([
    ['alpha:8b', false, false, null],
    ['beta:8b', false, false, null],
  ]);
  const job = await handlers['models.probe']({ model: 'alpha:8b' });
  await expect
    .poll(async () => (await handlers['jobs.get']({ jobId: job.jobId })).state, { timeout: 20_000 })
    .toBe('done');
  const [alpha, beta] = await memory();
  expect(alpha).toEqual(['alpha:8b', false, true, expect.closeTo(0.75, 1) as number]);
  expect(beta).toEqual(['beta:8b', false, false, null]);
});
