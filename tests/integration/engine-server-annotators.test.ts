import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEngine } from '#core/engine/create-engine.ts';
import { annotatorFromId } from '#core/run/annotator-from-id.ts';
import { startFakeOpenAi, type FakeOpenAi } from '#fakes/fake-openai.ts';

let dataDir = '';
let fake: FakeOpenAi;
let engine: Awaited<ReturnType<typeof createEngine>>;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'diziner-servers-'));
  fake = await startFakeOpenAi({ profile: 'openrouter', models: ['llama', 'qwen'] });
  engine = await createEngine({
    dataDir,
    resourcesDir: join(import.meta.dirname, '../../resources'),
    host: 'cli',
    appVersion: '0',
    env: {},
  });
});
afterEach(async () => {
  await engine.close();
  await fake.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('an annotator on an OpenAI-compatible server', () => {
  it('is found in the list of its server and tried there, with the key of that server', async () => {
    const { handlers } = engine;
    const place = { url: fake.baseUrl, model: 'qwen' };
    expect(await handlers['annotators.testServer'](place)).toMatchObject({
      ok: false,
      message: expect.stringContaining('refused the key') as string,
    });
    await handlers['supervisor.setKey']({ url: fake.baseUrl, key: fake.apiKey });
    expect(await handlers['annotators.serverModels']({ url: fake.baseUrl })).toEqual({
      models: ['llama', 'qwen'],
    });
    expect(await handlers['annotators.testServer'](place)).toMatchObject({ ok: true, mode: 'chat-schema' });
    expect(await handlers['annotators.testServer']({ ...place, model: 'nobody' })).toMatchObject({
      ok: false,
    });
  });

  it('is not asked on another computer before the user allowed it', async () => {
    const { handlers } = engine;
    const url = 'http://llm.lab.invalid:8000/v1';
    await expect(handlers['annotators.serverModels']({ url })).rejects.toMatchObject({
      code: 'PRIVACY_BLOCKED',
    });
    const tried = await handlers['annotators.testServer']({ url, model: 'm' });
    expect(tried.ok).toBe(false);
    expect(tried.message).toContain('llm.lab.invalid:8000');
    const { rows } = await handlers['ledger.list']({ remoteOnly: true, offset: 0, limit: 10 });
    expect(rows.map((row) => [row.host, row.allowed, row.requestBytes])).toEqual([
      ['llm.lab.invalid:8000', false, 0],
      ['llm.lab.invalid:8000', false, 0],
    ]);
  });

  it('on another computer is named before the corpus is labelled with it', async () => {
    const { handlers } = engine;
    const { id: projectId } = await handlers['projects.createSample']({});
    const annotators = ['openai:m@http://lab.invalid:8000/v1', `openai:qwen@${fake.baseUrl}`].map((id) =>
      annotatorFromId(id, []),
    );
    await handlers['annotators.setPool']({ projectId, annotators });
    const choices = await handlers['label.choices']({ projectId });
    expect(choices.map((choice) => [choice.label, choice.hosts])).toEqual([
      ['m', ['lab.invalid:8000']],
      ['qwen', []],
    ]);
  });

  it('keeps its address and its limit in the pool; what is no address is refused', async () => {
    const { handlers } = engine;
    const { id: projectId } = await handlers['projects.createSample']({});
    const config = { ...annotatorFromId(`openai:qwen@${fake.baseUrl}`, []), inFlight: 64 };
    await handlers['annotators.setPool']({ projectId, annotators: [config] });
    expect(await handlers['annotators.pool']({ projectId })).toMatchObject([
      { kind: 'openai', endpoint: fake.baseUrl, inFlight: 64 },
    ]);
    const annotators = [{ ...config, endpoint: 'my server' }];
    const set = async () => handlers['annotators.setPool']({ projectId, annotators });
    await expect(set()).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(handlers['annotators.serverModels']({ url: 'ftp://x/v1' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});
