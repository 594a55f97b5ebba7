import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '#shared/errors.ts';
import { createClock } from '#core/llm/clock.ts';
import { importGguf } from '#core/ollama/import-gguf.ts';
import {
  createPullQueue,
  type PullItem,
  type PullQueue,
  type PullQueueDeps,
} from '#core/ollama/pull-queue.ts';
import { startFakeOllama, type FakeOllama, type FakeOllamaOptions } from '#fakes/fake-ollama.ts';
import { testTransport } from '#fakes/llm-request.ts';
import { fakeModel } from '#fakes/ollama-model.ts';

const clock = createClock(20);
const never = new AbortController().signal;
let fake: FakeOllama;
let transport: ReturnType<typeof testTransport>;
let queue: PullQueue;
let history: PullItem[];

async function start(given: FakeOllamaOptions = {}, more: Partial<PullQueueDeps> = {}): Promise<void> {
  fake = await startFakeOllama({
    clock,
    models: [],
    registry: [fakeModel('a:1b'), fakeModel('b:1b')],
    pullBytesPerSecond: 1e9,
    ...given,
  });
  transport = testTransport([], clock);
  history = [];
  queue = createPullQueue({
    baseUrl: async () => fake.url,
    transport,
    clock,
    stallMs: 4_000,
    retryBaseMs: 200,
    random: () => 0.5,
    freeDiskBytes: async () => 1e12,
    onChange: (items) => history.push(...items.map((item) => ({ ...item }))),
    ...more,
  });
}
afterEach(async () => {
  await queue.close();
  await transport.close();
  await fake.close();
});

const state = (model: string): string | undefined =>
  queue.items().find((item) => item.model === model)?.state;
const pulls = (): number => fake.requests.filter((request) => request.path === '/api/pull').length;

describe('the pull queue', () => {
  it('downloads one model after another, with one total that never shrinks', async () => {
    await start();
    queue.add('a:1b', 620_000_000);
    queue.add('b:1b', 620_000_000);
    expect(queue.total().totalBytes).toBe(1_240_000_000);
    await queue.idle();
    expect([state('a:1b'), state('b:1b')]).toEqual(['done', 'done']);
    expect([...fake.state.models.keys()]).toEqual(['a:1b', 'b:1b']);
    const first = history.filter((item) => item.model === 'a:1b');
    for (const [index, item] of first.entries()) {
      expect(item.completedBytes).toBeGreaterThanOrEqual(first[index - 1]?.completedBytes ?? 0);
    }
    expect(
      first.find((item) => item.bytesPerSecond !== null && item.completedBytes > 3e8)?.etaMs,
    ).toBeGreaterThan(0);
    expect(queue.total()).toEqual({ completedBytes: 1_240_000_000, totalBytes: 1_240_000_000 });
  });

  it('measures speed within a third of the true one', async () => {
    await start({ pullBytesPerSecond: 1e8 });
    queue.add('a:1b');
    await queue.idle();
    const speeds = history
      .filter((item) => item.completedBytes > 3e8 && item.bytesPerSecond !== null)
      .map((item) => item.bytesPerSecond ?? 0);
    const middle = speeds.sort((a, b) => a - b)[Math.floor(speeds.length / 2)] ?? 0;
    expect(middle).toBeGreaterThan(0.3e8); // timers of the fake fire late, never early
    expect(middle).toBeLessThan(1.34e8);
  });

  it('cancel closes the connection, and adding again continues where it stopped', async () => {
    await start({ pullBytesPerSecond: 1e8 });
    queue.add('a:1b');
    await expect.poll(() => (queue.items()[0]?.completedBytes ?? 0) > 5e7).toBe(true);
    queue.cancel('a:1b');
    await queue.idle();
    expect(state('a:1b')).toBe('cancelled');
    await expect.poll(() => fake.requests.at(-1)?.aborted).toBe(true);
    const kept = fake.stats.pulledBytes;
    expect(kept).toBeGreaterThan(5e7);
    queue.add('a:1b');
    await queue.idle();
    expect(state('a:1b')).toBe('done');
    expect(fake.stats.pulledBytes).toBeLessThan(620_000_000 * 1.1); // nothing was loaded twice
  });

  it('continues by itself after a lost connection', async () => {
    await start();
    fake.fault({ mode: 'errorLine', match: { path: '/api/pull' } });
    queue.add('a:1b');
    await queue.idle();
    expect(state('a:1b')).toBe('done');
    expect(pulls()).toBe(2);
  });

  it('asks for the address before each try, so that it follows a server that came back elsewhere', async () => {
    let asked = 0;
    await start({}, { baseUrl: async () => ((asked += 1) === 1 ? 'http://127.0.0.1:9' : fake.url) });
    queue.add('a:1b');
    await queue.idle();
    expect(state('a:1b')).toBe('done');
    expect(asked).toBe(2);
  });

  it('tells why no server can be had', async () => {
    const why = new AppError('UNSUPPORTED', 'Ollama 0.1.0 is too old.', { action: 'Update Ollama.' });
    await start({}, { baseUrl: () => Promise.reject(why) });
    queue.add('a:1b');
    await queue.idle();
    expect(queue.items()[0]).toMatchObject({
      state: 'failed',
      message: 'Ollama 0.1.0 is too old. Update Ollama.',
    });
  });

  it('shows a stall, gives up waiting and continues', async () => {
    await start();
    fake.fault({ mode: 'hangMidBody', match: { path: '/api/pull' } });
    queue.add('a:1b');
    await queue.idle();
    expect(history.some((item) => item.state === 'stalled')).toBe(true);
    expect(state('a:1b')).toBe('done');
    expect(pulls()).toBe(2);
  });

  it.each([
    ['pull model manifest: 412: requires a newer version of Ollama', 'needs a newer Ollama', 1],
    ['write /models/blobs/x: no space left on device', 'not enough disk space', 1],
    ['digest mismatch, file must be downloaded again', 'damaged', 4],
    ['dial tcp: lookup registry.example: no such host', 'cannot reach the model library', 4],
  ])('%s is explained', async (error, words, requests) => {
    await start();
    fake.fault({ mode: 'errorLine', match: { path: '/api/pull' }, times: 99, args: { error } });
    queue.add('a:1b');
    await queue.idle();
    expect(queue.items()[0]).toMatchObject({
      state: 'failed',
      message: expect.stringContaining(words) as string,
    });
    expect(pulls()).toBe(requests);
  });

  it('refuses what does not exist, what is in the cloud, and what does not fit on the disk', async () => {
    await start({}, { freeDiskBytes: async () => 5e8 });
    for (const model of ['nobody:1b', 'big:cloud', 'a:1b']) queue.add(model);
    await queue.idle();
    expect(queue.items().map((item) => item.message)).toEqual([
      expect.stringContaining('no model nobody:1b'),
      expect.stringContaining('cloud'),
      expect.stringContaining('more disk space'),
    ]);
    expect(fake.stats.pulledBytes).toBeLessThan(1e8);
  });
});

describe('the import of a GGUF file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'diziner-gguf-'));
    await start();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };

  it('uploads the file once and makes a model of it', async () => {
    const path = file('tiny.gguf', `GGUF${'x'.repeat(200_000)}`);
    const steps: string[] = [];
    const run = (name: string): Promise<void> =>
      importGguf({ baseUrl: fake.url, transport }, path, name, (step) => steps.push(step.kind), never);
    await run('mine:1b');
    await run('mine:second');
    expect([...fake.state.models.keys()]).toEqual(['mine:1b', 'mine:second']);
    expect(
      fake.requests.filter((request) => request.method === 'POST' && request.path.startsWith('/api/blobs/')),
    ).toHaveLength(1);
    expect(new Set(steps)).toEqual(new Set(['hashing', 'uploading', 'creating']));
    const upload = transport.entries.find(
      (entry) => entry.method === 'POST' && entry.path.startsWith('/api/blobs/'),
    );
    expect(upload?.requestBytes).toBe(200_004);
    expect(upload?.path).toContain(upload?.sha256 ?? '-');
  });

  it.each([
    ['a file that is not a model', 'notes.gguf', 'hello', 'mine:1b', 'FORMAT_INVALID'],
    ['a name no server takes', 'tiny.gguf', 'GGUFxx', '../evil', 'INVALID_ARGUMENT'],
  ])('refuses %s before anything is sent', async (_, name, content, model, code) => {
    const path = file(name, content);
    await expect(
      importGguf({ baseUrl: fake.url, transport }, path, model, () => undefined, never),
    ).rejects.toMatchObject({ code });
    expect(fake.requests).toHaveLength(0);
  });

  it('refuses a file that is not there', async () => {
    await expect(
      importGguf({ baseUrl: fake.url, transport }, join(folder, 'no.gguf'), 'm', () => undefined, never),
    ).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});
