import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { annotatorFromId } from '#core/run/annotator-from-id.ts';
import { createEngine } from '#core/engine/create-engine.ts';
import { createClock } from '#core/llm/clock.ts';
import { startFakeOllama, type FakeOllama } from '#fakes/fake-ollama.ts';
import { fakeModel } from '#fakes/ollama-model.ts';

let dataDir = '';
let fake: FakeOllama;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'diziner-probe-'));
  fake = await startFakeOllama({
    clock: createClock(200),
    models: [fakeModel('alpha:8b'), fakeModel('beta:8b')],
  });
});
afterEach(async () => {
  await fake.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const openEngine = (): ReturnType<typeof createEngine> =>
  createEngine({
    dataDir,
    resourcesDir: join(import.meta.dirname, '../../resources'),
    host: 'cli',
    appVersion: '0',
    env: {},
  });

it('tries each model once before its first run and not again', async () => {
  const engine = await openEngine();
  const { handlers } = engine;
  try {
    await handlers['settings.set']({ settings: { ollamaUrl: fake.url, manageOllama: false } });
    const { id: projectId } = await handlers['projects.createSample']({});
    const annotators = ['ollama:alpha:8b', 'ollama:beta:8b'].map((id) => annotatorFromId(id, []));
    await handlers['annotators.setPool']({ projectId, annotators });
    const run = async (): Promise<void> => {
      const { settings } = await handlers['run.defaults']({ projectId });
      if (settings === null) throw new Error('the project is not ready');
      await handlers['run.start']({ projectId, settings: { ...settings, iterations: 0, setSize: 2 } });
      await expect
        .poll(async () => (await handlers['run.status']({ projectId }))?.state, {
          timeout: 30_000,
          interval: 50,
        })
        .toBe('done');
    };
    const probes = (): number =>
      fake.requests.filter((request) => JSON.stringify(request.body).includes('Maria Sibylla Merian')).length;

    await run();
    const first = probes();
    expect(first).toBeGreaterThanOrEqual(2);
    const { models } = await handlers['models.list']({});
    expect(models.map((model) => [model.name, model.probe?.ok])).toEqual([
      ['alpha:8b', true],
      ['beta:8b', true],
    ]);

    await run();
    expect(probes()).toBe(first);
  } finally {
    await engine.close();
  }
});

it('tries the model of a labelling too, and leaves none of it in memory', async () => {
  const engine = await openEngine();
  const { handlers } = engine;
  try {
    await handlers['settings.set']({ settings: { ollamaUrl: fake.url, manageOllama: false } });
    const { id: projectId } = await handlers['projects.createSample']({});
    const annotators = [annotatorFromId('ollama:alpha:8b', [])];
    await handlers['annotators.setPool']({ projectId, annotators });
    await handlers['label.start']({ projectId, with: 'ollama:alpha:8b', scope: 'all' });
    await expect
      .poll(async () => (await handlers['label.status']({ projectId }))?.state, { timeout: 30_000 })
      .toBe('done');
    const { models } = await handlers['models.list']({});
    expect(models.map((model) => [model.name, model.probe?.ok ?? null])).toEqual([
      ['alpha:8b', true],
      ['beta:8b', null],
    ]);
    // One load to try it, one with the options of the work: nothing was reloaded while in memory.
    expect([fake.stats.loads, fake.stats.reloads]).toEqual([2, 0]);
  } finally {
    await engine.close();
  }
});
