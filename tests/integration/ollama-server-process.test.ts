import { mkdtempSync, readFileSync, writeFileSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#core/llm/clock.ts';
import {
  endLeftoverServer,
  startServer,
  type OwnServer,
  type ServerSettings,
} from '#core/ollama/server-process.ts';
import { isAlive } from '#core/ollama/process-tree.ts';
import { testTransport } from '#fakes/llm-request.ts';

const binary = resolve(import.meta.dirname, '../fakes/ollama-process.js');
const never = new AbortController().signal;
let folder: string;
let transport: ReturnType<typeof testTransport>;
let server: OwnServer | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diziner-ollama-'));
  transport = testTransport();
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  await transport.close();
  rmSync(folder, { recursive: true, force: true });
});

const settings = (env: Record<string, string> = {}): ServerSettings => ({
  binary,
  stateFolder: folder,
  numParallel: 2,
  maxLoadedModels: 3,
  modelsFolder: null,
  cacheType: 'f16',
  env: { ...process.env, ...env },
});
const start = async (env: Record<string, string> = {}): Promise<OwnServer> => {
  server = await startServer(settings(env), { transport, clock: systemClock }, never);
  return server;
};
const told = async (from: OwnServer): Promise<{ env: Record<string, string>; child: number }> =>
  (await (
    await transport.fetchFor({ purpose: 'manage', containsDocumentText: false })(`${from.url}/__fake/env`)
  ).json()) as never;

describe('our own server', () => {
  it('listens on a free loopback port with the cloud off and no secrets in its environment', async () => {
    const own = await start({
      OPENAI_API_KEY: 'sk-secret-000000',
      HTTP_PROXY: 'http://192.0.2.1:1',
      HTTPS_PROXY: 'http://192.0.2.1:2',
    });
    expect(own.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/u);
    expect(own.version).toBe('0.33.0');
    const { env } = await told(own);
    expect(env).toMatchObject({
      OLLAMA_NO_CLOUD: '1',
      OLLAMA_NUM_PARALLEL: '2',
      OLLAMA_NOPRUNE: '1',
      LLAMA_ARG_CACHE_RAM: '256',
      HTTPS_PROXY: 'http://192.0.2.1:2',
    });
    expect(env['HTTP_PROXY']).toBeUndefined();
    expect(env['OPENAI_API_KEY']).toBeUndefined();
    expect(own.log(5).join('\n')).toContain('Listening on');
    expect(readFileSync(join(folder, 'ollama.log'), 'utf8')).toContain('Listening on');
  });

  it('is waited for while it looks for GPUs', async () => {
    const own = await start({ FAKE_OLLAMA_READY_MS: '400' });
    expect(own.version).toBe('0.33.0');
  });

  it.each([
    ['a polite', {}],
    ['a deaf', { FAKE_OLLAMA_DEAF: '1' }],
  ])('stop ends %s server and its model runner', async (_, env) => {
    const own = await start(env);
    const { child } = await told(own);
    expect(isAlive(child)).toBe(true);
    // A deaf process is killed after five seconds of grace.
    await own.stop();
    expect(isAlive(own.pid)).toBe(false);
    await expect.poll(() => isAlive(child)).toBe(false);
    expect(existsSync(join(folder, 'ollama.pid'))).toBe(false);
  });

  it('that cannot start says why, with its log', async () => {
    await expect(start({ FAKE_OLLAMA_BUSY: '1' })).rejects.toMatchObject({
      code: 'LLM_UNREACHABLE',
      message: expect.stringContaining('its port is taken') as string,
      detail: expect.stringContaining('address already in use') as string,
    });
  });

  it('that does not exist is an error, not a crash', async () => {
    const missing = { ...settings(), binary: join(folder, 'no-such-program') };
    await expect(startServer(missing, { transport, clock: systemClock }, never)).rejects.toMatchObject({
      code: 'LLM_UNREACHABLE',
    });
  });
});

describe('a server left behind by a crash', () => {
  it('is ended at the next start, with its model runner', async () => {
    const first = await start();
    const { child } = await told(first);
    server = undefined; // the app died without stopping it
    const second = await start();
    expect(second.pid).not.toBe(first.pid);
    await expect.poll(() => isAlive(first.pid) || isAlive(child)).toBe(false);
  });

  it('is left alone when its process id now belongs to another program', async () => {
    writeFileSync(
      join(folder, 'ollama.pid'),
      JSON.stringify({ pid: process.pid, binary: '/opt/other-ollama-build' }),
    );
    expect(await endLeftoverServer(folder, systemClock)).toBeNull();
    expect(isAlive(process.pid)).toBe(true);
  });
});
