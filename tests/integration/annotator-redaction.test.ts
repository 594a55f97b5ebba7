import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeOllama, type FakeOllama } from '#fakes/fake-ollama.ts';
import { startFakeOpenAi, type FakeOpenAi } from '#fakes/fake-openai.ts';
import { fakeModel } from '#fakes/ollama-model.ts';
import { elsewhere } from '../helpers/elsewhere.ts';
import { openExpertApp, startRun, type ExpertApp } from '../helpers/expert-app.ts';
import { runLexicon } from '../helpers/run-corpus.ts';

let app: ExpertApp;
let lab: FakeOpenAi;
let ollama: FakeOllama;
let projectId: string;
beforeEach(async () => {
  app = await openExpertApp();
  lab = await startFakeOpenAi({ profile: 'vllm', models: ['lab-model'], lexicon: runLexicon });
  ollama = await startFakeOllama({ models: [fakeModel('a:1b')], lexicon: runLexicon });
  projectId = (await app.call('projects.createSample', {})).id;
  const settings = await app.call('supervisor.get', { projectId });
  await app.call('supervisor.set', {
    projectId,
    settings: { ...settings, redactions: ['Harnby', '/Skel\\w+/'] },
  });
});
afterEach(async () => {
  await app.close();
  await lab.close();
  await ollama.close();
});

/** Both servers annotate the whole sample. */
async function annotate(labUrl: string, ollamaUrl: string): Promise<void> {
  await app.call('settings.set', { settings: { ollamaUrl, manageOllama: false } });
  const [first] = await app.call('annotators.pool', { projectId });
  await app.call('annotators.setPool', {
    projectId,
    annotators: [
      { ...first!, id: 'openai:lab-model', kind: 'openai', model: 'lab-model', endpoint: labUrl },
      { ...first!, id: 'ollama:a:1b', kind: 'ollama', model: 'a:1b' },
    ],
  });
  const status = await startRun(app, projectId, { iterations: 0, setSize: 101 });
  expect(status, status.reason ?? '').toMatchObject({ state: 'done' });
}
const sent = (server: FakeOpenAi | FakeOllama): string =>
  server.requests.map(({ body }) => JSON.stringify(body)).join('\n');

describe('what is never sent', () => {
  it('is in no document that an annotator on another computer gets', async () => {
    const [far, farOllama] = [elsewhere(lab.baseUrl), elsewhere(ollama.url)];
    await app.call('hosts.allow', { host: far.host, purpose: 'annotator' });
    await app.call('hosts.allow', { host: farOllama.host, purpose: 'annotator' });
    await annotate(far.url, farOllama.url);
    for (const server of [lab, ollama]) {
      expect(sent(server)).toContain('▮▮▮');
      expect(sent(server)).not.toMatch(/Harnby|Skelder/u);
    }
  });

  it('is read as it is by annotators on this computer', async () => {
    await annotate(lab.baseUrl, ollama.url);
    for (const server of [lab, ollama]) expect(sent(server)).toContain('Harnby');
  });
});
