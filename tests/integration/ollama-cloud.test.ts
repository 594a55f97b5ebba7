import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeOllama } from '#fakes/fake-ollama.ts';
import { fakeModel } from '#fakes/ollama-model.ts';
import { runCli } from '../helpers/cli-process.ts';
import { openExpertApp, startRun, type ExpertApp } from '../helpers/expert-app.ts';

let app: ExpertApp;
const open: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  app = await openExpertApp();
});
afterEach(async () => {
  await app.close();
  for (const close of open.splice(0)) await close();
});

const ollama = async (cloudDisabled: boolean, models = [fakeModel('a:1b'), fakeModel('b:1b')]) => {
  const fake = await startFakeOllama({ models, cloudDisabled });
  open.push(() => fake.close());
  return fake;
};
const use = (ollamaUrl: string) => app.call('settings.set', { settings: { ollamaUrl, manageOllama: false } });
const cloud = async () => (await app.call('system.health', {})).ollama.cloud;

/** A server from before /api/status: 404 with a body that nobody needs. */
async function oldServer(): Promise<string> {
  const server: Server = createServer((request, response) => {
    if (request.url === '/api/version') response.end(JSON.stringify({ version: '0.13.0' }));
    else if (request.url === '/api/ps') response.end('{"models":[]}');
    else response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the cloud of an Ollama that was started elsewhere', () => {
  it.each([
    [true, 'off'],
    [false, 'on'],
  ] as const)('where disabled is %s is told as %s, in the window and by doctor', async (disabled, word) => {
    const { url } = await ollama(disabled);
    await use(url);
    expect(await cloud()).toBe(word);
    const doctor = await runCli(['doctor', '--ollama-url', url]);
    expect(doctor.stdout).toMatch(new RegExp(`^Cloud: +${word}`, 'mu'));
    const json = await runCli(['doctor', '--ollama-url', url, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ ollama: { cloud: word } });
  });

  it('is not known for a server that cannot say, and the question is in the ledger', async () => {
    await use(await oldServer());
    expect(await cloud()).toBe('unknown');
    const { rows } = await app.call('ledger.list', {});
    expect(rows).toContainEqual(expect.objectContaining({ path: '/api/status', status: 404 }));
  });

  it('is not known where none runs', async () => {
    const fake = await ollama(true);
    await fake.close();
    open.splice(0);
    await use(fake.url);
    expect((await app.call('system.health', {})).ollama).not.toMatchObject({ url: fake.url, cloud: 'off' });
  });

  it.each([true, false])(
    'a cloud model annotates nothing, whether disabled is %s or not',
    async (disabled) => {
      const fake = await ollama(disabled, [fakeModel('a:1b'), fakeModel('kimi:1t-cloud')]);
      await use(fake.url);
      const projectId = (await app.call('projects.createSample', {})).id;
      const [first] = await app.call('annotators.pool', { projectId });
      await app.call('annotators.setPool', {
        projectId,
        annotators: ['a:1b', 'kimi:1t-cloud'].map((model) => ({
          ...first!,
          id: `ollama:${model}`,
          kind: 'ollama' as const,
          model,
        })),
      });
      await startRun(app, projectId, { iterations: 0, setSize: 3 });
      const asked = fake.requests.filter(
        ({ path, body }) => path === '/api/chat' && (body as { model: string }).model === 'kimi:1t-cloud',
      );
      expect(asked).toEqual([]);
    },
  );
});
