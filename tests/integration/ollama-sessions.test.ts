import { afterEach, describe, expect, it } from 'vitest';
import { createClock } from '#core/llm/clock.ts';
import { createOllamaClient, type OllamaClient, type OllamaLimits } from '#core/llm/ollama-client.ts';
import { boustrophedon, mostLoads } from '#core/ollama/model-order.ts';
import { openModelSession, type SessionDeps, type SessionRequest } from '#core/ollama/model-session.ts';
import { listModels } from '#core/ollama/models.ts';
import { probeModel } from '#core/ollama/probe.ts';
import { startFakeOllama, type FakeOllama, type FakeOllamaOptions } from '#fakes/fake-ollama.ts';
import { testRequest, testTransport } from '#fakes/llm-request.ts';
import { fakeModel } from '#fakes/ollama-model.ts';
import { listedRecords } from '../helpers/model-records.ts';

/** Twenty times faster than real: a 15 s wait takes 0.75 s, and loopback latency stays far below every deadline. */
const clock = createClock(20);
const never = new AbortController().signal;
const options = testRequest().options;
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()));
});

async function start(
  given: FakeOllamaOptions = {},
  limits: Partial<OllamaLimits> = {},
): Promise<{ fake: FakeOllama; client: OllamaClient }> {
  const fake = await startFakeOllama({ clock, ...given });
  const transport = testTransport([], clock);
  open.push(fake, transport);
  const client = createOllamaClient({
    baseUrl: fake.url,
    transport,
    clock,
    random: () => 0.5,
    limits: { retryBaseMs: 100, ...limits },
  });
  return { fake, client };
}

const session = (
  client: OllamaClient,
  model: string,
  more: Partial<SessionRequest> = {},
  deps: Partial<SessionDeps> = {},
) =>
  openModelSession(
    { model, options, sizeBytes: 0, keepLoaded: [], jobModels: [], ...more },
    { client, clock, onActivity: () => undefined, ...deps },
    never,
  );

describe('a pool that does not fit together', () => {
  it('needs at most M·I−(I−1) loads and no reload over six iterations in boustrophedon order', async () => {
    const models = Array.from({ length: 8 }, (_, index) => fakeModel(`model${index}:8b`));
    const { fake, client } = await start({ models, vramBytes: 8e9, maxLoaded: 1, numParallel: 2 });
    const names = models.map((model) => model.name);
    for (let iteration = 0; iteration < 6; iteration += 1) {
      for (const name of boustrophedon(names, iteration)) {
        const ready = await session(client, name, { jobModels: names });
        await Promise.all(
          [1, 2, 3].map(() => client.complete(testRequest({ model: name, options: ready.options }), never)),
        );
      }
    }
    expect(fake.stats.loads).toBe(mostLoads(8, 6));
    expect(fake.stats.reloads).toBe(0);
    expect(fake.stats.maxInFlight).toBeLessThanOrEqual(2);
  });

  it('is unloaded model by model: two are never in memory at once, and others are left alone', async () => {
    const { fake, client } = await start({
      models: ['a:1b', 'b:1b', 'foreign:1b'].map((name) => fakeModel(name)),
      unloadLagMs: 2_000,
    });
    await client.preload('foreign:1b', options, never);
    await session(client, 'a:1b', { jobModels: ['a:1b', 'b:1b'] });
    await session(client, 'b:1b', { jobModels: ['a:1b', 'b:1b'] });
    expect([...fake.state.scheduler.runners.values()].map((runner) => runner.model.name).sort()).toEqual([
      'b:1b',
      'foreign:1b',
    ]);
  });
});

describe('a wedged scheduler', () => {
  it('is what the deadlock bug makes: loads hang while version answers', async () => {
    const { fake, client } = await start(
      { maxLoaded: 1, models: [fakeModel('a:1b'), fakeModel('b:1b')], outputTokensPerSecond: 2 },
      { preloadMs: 60_000 },
    );
    await client.preload('a:1b', options, never);
    const first = client.complete(testRequest({ model: 'a:1b' }), never);
    await expect.poll(() => fake.stats.inFlight).toBe(1);
    const waiting = client.preload('b:1b', options, never); // marks a for eviction …
    await expect.poll(() => fake.state.scheduler.runners.get(fakeModel('a:1b').digest)?.leaving).toBe(true);
    const second = client.complete(testRequest({ model: 'a:1b' }), never); // … and this revives it
    await expect(waiting).rejects.toMatchObject({ code: 'LLM_TIMEOUT' });
    await expect(client.version(never)).resolves.toBe('0.33.0');
    expect((await first).status).toBe('ok');
    expect((await second).status).toBe('ok');
    await client.unload('a:1b', never);
    await expect(client.preload('b:1b', options, never)).resolves.toBeUndefined();
  });

  it('is cured by unloading everything', async () => {
    const { fake, client } = await start({}, { preloadMs: 3_000 });
    fake.state.scheduler.wedge();
    const seen: string[] = [];
    const ready = await session(client, 'llama3.1:8b', {}, { onActivity: (text) => seen.push(text) });
    expect(ready.repairs).toEqual(['unwedged']);
    expect(seen.join('\n')).toContain('hangs while loading');
    expect((await client.complete(testRequest({ options: ready.options }), never)).status).toBe('ok');
  });

  it('that stays is cured by restarting our own server, else it is LLM_WEDGED', async () => {
    const { fake, client } = await start({}, { preloadMs: 2_000 });
    fake.fault({ mode: 'wedge', match: { path: '/api/generate' }, times: 99 });
    await expect(session(client, 'llama3.1:8b')).rejects.toMatchObject({ code: 'LLM_WEDGED' });
    let restarts = 0;
    const restartServer = async (): Promise<OllamaClient> => {
      restarts += 1;
      fake.faults.clear();
      fake.state.scheduler.restart();
      return client;
    };
    const ready = await session(client, 'llama3.1:8b', {}, { restartServer });
    expect(ready.repairs).toEqual(['unwedged', 'restarted']);
    expect(restarts).toBe(1);
  });
});

describe('the answer format that the probe found', () => {
  const formats = (fake: FakeOllama): unknown[] =>
    fake.requests
      .filter((request) => request.path === '/api/chat')
      .map((request) => (request.body as { format?: unknown }).format);

  it('is used from the first call on', async () => {
    const { fake, client } = await start();
    await session(client, 'llama3.1:8b', { format: 'json' });
    await client.complete(testRequest({ model: 'llama3.1:8b' }), never);
    expect(formats(fake)).toEqual(['json', 'json']);
  });

  it('is used by the client of a restarted server too', async () => {
    const { fake, client } = await start({}, { preloadMs: 2_000 });
    const second = await start({}, {});
    fake.fault({ mode: 'wedge', match: { path: '/api/generate' }, times: 99 });
    const restartServer = (): Promise<OllamaClient> => Promise.resolve(second.client);
    const ready = await session(client, 'llama3.1:8b', { format: 'none' }, { restartServer });
    await ready.client.complete(testRequest({ model: 'llama3.1:8b' }), never);
    expect(formats(second.fake)).toEqual([undefined, undefined]);
  });
});

describe('a model that does not fit', () => {
  it('is tried once with half the context', async () => {
    const { fake, client } = await start();
    fake.fault({ mode: 'oom500', match: { path: '/api/generate' } });
    const ready = await session(client, 'llama3.1:8b');
    expect(ready.repairs).toEqual(['context-halved']);
    expect(ready.options.numCtx).toBe(2048);
  });

  it('and fails again is an error that says so', async () => {
    const { fake, client } = await start();
    fake.fault({ mode: 'oom500', match: { path: '/api/generate' }, times: 2 });
    await expect(session(client, 'llama3.1:8b')).rejects.toMatchObject({
      message: expect.stringContaining('does not fit into memory') as string,
    });
  });

  it('is reported with its share in GPU memory', async () => {
    const { client } = await start({ vramBytes: 4e9 });
    const ready = await session(client, 'llama3.1:8b');
    expect(ready.gpuShare).toBeGreaterThan(0.5);
    expect(ready.gpuShare).toBeLessThan(1);
    expect(ready.memoryBytes).toBeGreaterThan(4e9);
  });
});

describe('a model that is not there', () => {
  it('is LLM_MODEL_MISSING before anything is loaded', async () => {
    const { fake, client } = await start();
    await expect(session(client, 'nobody:1b')).rejects.toMatchObject({ code: 'LLM_MODEL_MISSING' });
    expect(fake.stats.loads).toBe(0);
  });
});

describe('the prompt prefix', () => {
  it('is evaluated once: later documents cost their own tokens and little more', async () => {
    const { fake, client } = await start();
    const system = 'Rule. '.repeat(700);
    const documents = Array.from(
      { length: 10 },
      (_, index) => `Document ${index}: Ada met Charles in London.`,
    );
    await client.complete(testRequest({ system, turns: [{ role: 'user', content: 'warm-up' }] }), never);
    const before = fake.stats.evaluatedTokens;
    for (const content of documents)
      await client.complete(testRequest({ system, turns: [{ role: 'user', content }] }), never);
    const perDocument = (fake.stats.evaluatedTokens - before) / documents.length;
    expect(perDocument).toBeLessThanOrEqual(12 + 64);
  });
});

describe('the list of models', () => {
  it('shows real sizes, capabilities, what is loaded, and marks cloud stubs', async () => {
    const models = [
      fakeModel('llama3.1:8b'),
      fakeModel('stub:cloud', { size: 384, remoteHost: 'https://ollama.com:443' }),
    ];
    const { client } = await start({ models, cloudDisabled: false });
    await client.preload('llama3.1:8b', options, never);
    const list = await listModels(client, never);
    expect(list.map((model) => [model.name, model.cloud])).toEqual([
      ['llama3.1:8b', false],
      ['stub:cloud', true],
    ]);
    expect(list[0]).toMatchObject({
      contextLength: 131_072,
      capabilities: ['completion', 'tools'],
      gpuShare: 1,
      sizeBytes: 4_960_000_000,
    });
  });
});

describe('the probe', () => {
  const lexicon = new Map([
    ['Maria Sibylla Merian', 'PERSON'],
    ['Suriname', 'PLACE'],
  ]);

  it('finds mode, context, speed and slots, and is kept by digest', async () => {
    const { fake, client } = await start({ lexicon, outputTokensPerSecond: 3, numParallel: 4 });
    const records = listedRecords();
    const result = await probeModel(client, 'llama3.1:8b', records, clock, never);
    expect(result).toMatchObject({ ok: true, mode: 'schema', contextLength: 131_072 });
    // Four at once take about as long as one; a busy machine blurs the fourth.
    expect(result.slots).toBeGreaterThanOrEqual(3);
    expect(result.tokensPerSecond).toBeCloseTo(3, 0);
    expect(records.loads.of(result.digest)).toMatchObject([{ numCtx: 2048, gpuShare: 1 }]);
    expect(fake.state.scheduler.runners.size).toBe(0);
    const requests = fake.requests.length;
    await probeModel(client, 'llama3.1:8b', records, clock, never);
    expect(fake.requests.length).toBe(requests + 1); // only the digest was looked up
  });

  it('finds that a server with one slot has one', async () => {
    const { client } = await start({ lexicon, outputTokensPerSecond: 10, numParallel: 1 });
    expect((await probeModel(client, 'llama3.1:8b', listedRecords(), clock, never)).slots).toBe(1);
  });

  it('falls back where the schema is not kept', async () => {
    const { client } = await start({
      brain: (call) => (call.schema === null ? '{"entities":[]}' : 'Sure! I found Maria.'),
    });
    const result = await probeModel(client, 'llama3.1:8b', listedRecords(), clock, never);
    expect(result).toMatchObject({ ok: true, mode: 'json' });
  });

  it('leaves nothing in memory, whether the model fails or the probe is broken off', async () => {
    const { fake, client } = await start({ lexicon, unloadLagMs: 1_000 });
    fake.fault({ mode: 'crash500', times: 2 });
    expect((await probeModel(client, 'llama3.1:8b', listedRecords(), clock, never)).ok).toBe(false);
    expect(fake.state.scheduler.runners.size).toBe(0);

    fake.fault({ mode: 'hangMidBody' });
    const stop = new AbortController();
    const probing = probeModel(client, 'llama3.1:8b', listedRecords(), clock, stop.signal);
    await expect.poll(() => fake.stats.inFlight).toBe(1);
    stop.abort();
    await expect(probing).rejects.toThrow(/abort/iu);
    await expect.poll(() => fake.state.scheduler.runners.size).toBe(0);
  });

  it('says why a model does not work', async () => {
    const { fake, client } = await start();
    fake.fault({ mode: 'crash500', times: 99 });
    const result = await probeModel(client, 'llama3.1:8b', listedRecords(), clock, never);
    expect(result).toMatchObject({
      ok: false,
      mode: '',
      message: expect.stringContaining('failed while running') as string,
    });
  });
});
