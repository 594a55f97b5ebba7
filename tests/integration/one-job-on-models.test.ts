import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createEngine } from '#core/engine/create-engine.ts';
import { annotatorFromId } from '#core/run/annotator-from-id.ts';
import { startFakeOllama } from '#fakes/fake-ollama.ts';
import { fakeModel } from '#fakes/ollama-model.ts';

it('while a project works with models, nobody else loads any: not a run, a labelling or a test of a model', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'diziner-one-job-'));
  const fake = await startFakeOllama({ models: [fakeModel('alpha:8b'), fakeModel('beta:8b')] });
  const engine = await createEngine({
    dataDir,
    resourcesDir: join(import.meta.dirname, '../../resources'),
    host: 'cli',
    appVersion: '0',
    env: {},
  });
  const { handlers } = engine;
  try {
    await handlers['settings.set']({ settings: { ollamaUrl: fake.url, manageOllama: false } });
    const project = async (): Promise<string> => {
      const { id: projectId } = await handlers['projects.createSample']({});
      const built = await handlers['annotators.builtins']({});
      const annotators = [
        ...['ollama:alpha:8b', 'ollama:beta:8b'].map((id) => annotatorFromId(id, [])),
        ...built,
      ];
      await handlers['annotators.setPool']({ projectId, annotators });
      return projectId;
    };
    const start = async (projectId: string, annotatorIds: string[]): Promise<unknown> => {
      const { settings } = await handlers['run.defaults']({ projectId });
      if (settings === null) throw new Error('the project is not ready');
      return handlers['run.start']({
        projectId,
        settings: { ...settings, annotatorIds, iterations: 0, setSize: 2 },
      });
    };
    const models = ['ollama:alpha:8b', 'ollama:beta:8b'];
    const [first, second] = [await project(), await project()];
    // The first answer never comes: the run stays at work until it is stopped.
    fake.fault({ mode: 'hangBeforeHeaders', match: { path: '/api/chat' }, times: 1_000 });
    await start(first, models);

    const refused = { code: 'RUN_ACTIVE', message: expect.stringContaining('Sample') as string };
    await expect(start(second, models)).rejects.toMatchObject(refused);
    await expect(
      (async () => handlers['label.start']({ projectId: second, with: 'ollama:alpha:8b', scope: 'all' }))(),
    ).rejects.toMatchObject(refused);
    await expect((async () => handlers['models.probe']({ model: 'beta:8b' }))()).rejects.toMatchObject(
      refused,
    );
    expect(await handlers['run.status']({ projectId: second })).toBeNull();
    expect(await handlers['label.status']({ projectId: second })).toBeNull();

    // What needs no model may go on beside it.
    await start(second, ['builtin:lexicon', 'builtin:shape']);
    await expect
      .poll(async () => (await handlers['run.status']({ projectId: second }))?.state, { timeout: 30_000 })
      .toBe('done');
    await handlers['run.stop']({ projectId: first });
  } finally {
    await engine.close();
    await fake.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
