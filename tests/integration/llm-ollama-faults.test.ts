import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOllamaClient, type OllamaClient } from '#core/llm/ollama-client.ts';
import type { LlmOutcome } from '#core/llm/llm-client.ts';
import { parseAnswer } from '#core/llm/parse-ladder.ts';
import { startFakeOllama, type FakeOllama } from '#fakes/fake-ollama.ts';
import type { Fault } from '#fakes/fault-queue.ts';
import { fakeModel } from '#fakes/ollama-model.ts';
import { testRequest, testTransport } from '#fakes/llm-request.ts';

const lexicon = new Map([
  ['Ada Lovelace', 'PER'],
  ['Charles Babbage', 'PER'],
  ['London', 'LOC'],
]);
/** Deadlines in real milliseconds, short enough for a test and far above loopback latency. */
const limits = {
  firstMs: 1_500,
  idleMs: 1_000,
  preloadMs: 0,
  recoverMs: 2_000,
  retryBaseMs: 5,
  prefillTokensPerSecond: 1e9,
  outputTokensPerSecond: 5_000,
};
const models = [
  fakeModel('llama3.1:8b'),
  fakeModel('gpt-oss:20b', { family: 'gptoss', capabilities: ['completion', 'thinking'] }),
  fakeModel('rendered:1b', { template: 'rendered' }),
  fakeModel('far:1b', { remoteHost: 'https://ollama.com:443' }),
];
const never = new AbortController().signal;

let fake: FakeOllama;
let transport: ReturnType<typeof testTransport>;
let client: OllamaClient;

beforeEach(async () => {
  fake = await startFakeOllama({ lexicon, models });
  transport = testTransport();
  client = createOllamaClient({ baseUrl: fake.url, transport, limits, random: () => 0.5 });
});
afterEach(async () => {
  await transport.close();
  await fake.close();
});

const chats = (): number => fake.requests.filter((request) => request.path === '/api/chat').length;

async function slotsFree(): Promise<void> {
  await expect.poll(() => fake.stats.inFlight, { timeout: 2_000 }).toBe(0);
}

async function run(fault: Fault, more: Parameters<typeof testRequest>[0] = {}): Promise<LlmOutcome> {
  fake.fault(fault);
  return client.complete(testRequest(more), never);
}

describe('a healthy call', () => {
  it('answers in the schema with usage, one request, options frozen and nothing cut silently', async () => {
    const outcome = await client.complete(testRequest(), never);
    expect(outcome).toMatchObject({
      status: 'ok',
      attempts: 1,
      mode: 'ollama-schema',
      servedModel: 'llama3.1:8b',
      reason: '',
    });
    expect(outcome.usage.inputTokens).toBeGreaterThan(10);
    expect(parseAnswer(outcome.text)).toMatchObject({ ok: true, value: { rung: 'plain' } });
    const sent = fake.requests.find((request) => request.path === '/api/chat')?.body;
    expect(sent).toMatchObject({
      stream: true,
      think: false,
      truncate: false,
      shift: false,
      keep_alive: '30m',
    });
    expect(sent).toMatchObject({
      options: { num_ctx: 4096, num_predict: 500, temperature: 0, seed: 7, repeat_penalty: 1 },
    });
    await slotsFree();
  });

  it('asks gpt-oss to think little instead of not at all', async () => {
    const outcome = await client.complete(testRequest({ model: 'gpt-oss:20b' }), never);
    expect(outcome.status).toBe('ok');
    expect(fake.requests.at(-1)?.body).toMatchObject({ think: 'low' });
  });

  it('writes one ledger entry per request, with sizes and without the text', async () => {
    await client.complete(testRequest(), never);
    expect(transport.entries.map((entry) => entry.path)).toEqual(['/api/show', '/api/chat']);
    expect(transport.entries[1]).toMatchObject({
      method: 'POST',
      purpose: 'annotate',
      containsDocumentText: true,
      allowed: true,
      status: 200,
    });
    expect(transport.entries[1]?.requestBytes).toBeGreaterThan(300);
    expect(transport.entries[1]?.responseBytes).toBeGreaterThan(100);
    expect(transport.entries[1]?.sha256).toMatch(/^[0-9a-f]{64}$/u);
    expect(JSON.stringify(transport.entries)).not.toContain('Lovelace');
  });
});

interface Case {
  readonly fault: Fault;
  readonly status: LlmOutcome['status'];
  readonly requests: number;
  readonly reason?: string;
  readonly code?: string;
}
const cases: Record<string, Case> = {
  latency: { fault: { mode: 'latency', args: { ms: 100 } }, status: 'ok', requests: 1 },
  'latency beyond the deadline': {
    fault: { mode: 'latency', args: { ms: 60_000 } },
    status: 'transient',
    reason: 'timeout',
    code: 'LLM_TIMEOUT',
    requests: 1,
  },
  swapCost: { fault: { mode: 'swapCost', args: { ms: 60 } }, status: 'ok', requests: 1 },
  queue503: { fault: { mode: 'queue503', times: 4 }, status: 'ok', requests: 5 },
  'reset once': { fault: { mode: 'reset' }, status: 'ok', requests: 2 },
  'reset for ever': {
    fault: { mode: 'reset', times: 99 },
    status: 'transient',
    reason: 'network',
    code: 'LLM_UNREACHABLE',
    requests: 3,
  },
  refuse: { fault: { mode: 'refuse', args: { ms: 200 } }, status: 'ok', requests: 2 },
  cutMidStream: {
    fault: { mode: 'cutMidStream', times: 99 },
    status: 'transient',
    reason: 'network',
    requests: 3,
  },
  endNoDone: { fault: { mode: 'endNoDone' }, status: 'truncated', reason: 'no-done', requests: 1 },
  doneFalse: { fault: { mode: 'doneFalse' }, status: 'truncated', reason: 'no-done', requests: 1 },
  errorLine: { fault: { mode: 'errorLine', times: 99 }, status: 'transient', reason: 'crash', requests: 2 },
  malformedJson: { fault: { mode: 'malformedJson' }, status: 'ok', requests: 1 },
  truncated: { fault: { mode: 'truncated' }, status: 'truncated', reason: 'length', requests: 1 },
  whitespaceLoop: { fault: { mode: 'whitespaceLoop' }, status: 'truncated', reason: 'loop', requests: 1 },
  repeatLoop: { fault: { mode: 'repeatLoop' }, status: 'truncated', reason: 'loop', requests: 1 },
  hangBeforeHeaders: {
    fault: { mode: 'hangBeforeHeaders' },
    status: 'transient',
    reason: 'timeout',
    requests: 1,
  },
  hangMidBody: { fault: { mode: 'hangMidBody' }, status: 'transient', reason: 'timeout', requests: 1 },
  slowDrip: {
    fault: { mode: 'slowDrip', args: { bytesPerSecond: 20 } },
    status: 'transient',
    reason: 'timeout',
    requests: 1,
  },
  'crash500 once': { fault: { mode: 'crash500' }, status: 'ok', requests: 2 },
  'crash500 for ever': {
    fault: { mode: 'crash500', times: 99 },
    status: 'transient',
    reason: 'crash',
    requests: 2,
  },
  oom500: { fault: { mode: 'oom500' }, status: 'transient', reason: 'oom', requests: 1 },
  wedge: { fault: { mode: 'wedge' }, status: 'transient', reason: 'timeout', requests: 1 },
  'badNdjson broken': {
    fault: { mode: 'badNdjson', args: { kind: 'broken' } },
    status: 'invalid',
    reason: 'bad-stream',
    requests: 1,
  },
  'badNdjson crlf': { fault: { mode: 'badNdjson', args: { kind: 'crlf' } }, status: 'invalid', requests: 1 },
  'badNdjson bom': { fault: { mode: 'badNdjson', args: { kind: 'bom' } }, status: 'invalid', requests: 1 },
  'badNdjson huge': { fault: { mode: 'badNdjson', args: { kind: 'huge' } }, status: 'invalid', requests: 1 },
  remoteAnswer: {
    fault: { mode: 'remoteAnswer' },
    status: 'fatal',
    reason: 'privacy',
    code: 'PRIVACY_BLOCKED',
    requests: 1,
  },
  '401': { fault: { mode: '401' }, status: 'fatal', code: 'LLM_AUTH', requests: 1 },
  '403': { fault: { mode: '403' }, status: 'fatal', code: 'LLM_AUTH', requests: 1 },
  '404model': { fault: { mode: '404model' }, status: 'fatal', code: 'LLM_MODEL_MISSING', requests: 1 },
  quota429: { fault: { mode: 'quota429' }, status: 'fatal', code: 'LLM_QUOTA', requests: 1 },
  '429 without a time': { fault: { mode: '429' }, status: 'ok', requests: 2 },
  '429 with seconds': { fault: { mode: '429', args: { retryAfter: 0.05 } }, status: 'ok', requests: 2 },
  '500 once': { fault: { mode: '500' }, status: 'ok', requests: 2 },
  '502html': { fault: { mode: '502html' }, status: 'ok', requests: 2 },
  '200html': { fault: { mode: '200html' }, status: 'fatal', code: 'LLM_NOT_A_SERVER', requests: 1 },
  emptyBody: { fault: { mode: 'emptyBody' }, status: 'fatal', code: 'LLM_NOT_A_SERVER', requests: 1 },
  redirect: {
    fault: { mode: 'redirect' },
    status: 'fatal',
    reason: 'privacy',
    code: 'PRIVACY_BLOCKED',
    requests: 1,
  },
  'schema not compilable': { fault: { mode: 'noJsonSchema' }, status: 'ok', requests: 2 },
};

describe('every fault of section 5.3', () => {
  for (const [name, expected] of Object.entries(cases)) {
    it(`${name} ends ${expected.status} after ${expected.requests} request(s)`, async () => {
      const outcome = await run(expected.fault);
      expect(outcome.status).toBe(expected.status);
      expect(chats()).toBe(expected.requests);
      expect(outcome.attempts).toBe(expected.requests);
      if (expected.reason !== undefined) expect(outcome.reason).toBe(expected.reason);
      if (expected.code !== undefined) expect(outcome.error?.code).toBe(expected.code);
      expect(outcome.error === undefined).toBe(outcome.status === 'ok');
      await slotsFree();
    });
  }

  it.each([
    ['fenced', 'cleaned'],
    ['proseWrap', 'block'],
    ['thinkLeak', 'cleaned'],
    ['twoObjects', 'block'],
  ] as const)('%s is read on the rung %s', async (mode, rung) => {
    const outcome = await run({ mode });
    expect(outcome.status).toBe('ok');
    expect(parseAnswer(outcome.text)).toMatchObject({ ok: true, value: { rung } });
  });

  it('stops an endless answer early and the server sees the connection close', async () => {
    await run({ mode: 'repeatLoop' });
    await expect.poll(() => fake.requests.at(-1)?.aborted).toBe(true);
  });

  it('keeps working after each fault: the next call is answered', async () => {
    for (const mode of ['hangMidBody', 'cutMidStream', 'oom500', 'wedge', 'badNdjson'] as const) {
      await run({ mode });
      if (mode === 'wedge') await client.unload('llama3.1:8b', never);
      expect((await client.complete(testRequest(), never)).status).toBe('ok');
    }
    await slotsFree();
  });
});

describe('a context that is too short', () => {
  const long = 'word '.repeat(4_000);
  it.each(['llama3.1:8b', 'rendered:1b'])('is an overflow for %s, never a silent cut', async (model) => {
    const outcome = await client.complete(
      testRequest({ model, turns: [{ role: 'user', content: long }] }),
      never,
    );
    expect(outcome).toMatchObject({
      status: 'overflow',
      attempts: 1,
      error: { code: 'LLM_CONTEXT_OVERFLOW' },
    });
  });
});

describe('cloud models', () => {
  it.each(['gpt-oss:120b-cloud', 'kimi:cloud'])(
    '%s is refused by name without any request',
    async (model) => {
      const outcome = await client.complete(testRequest({ model }), never);
      expect(outcome).toMatchObject({ status: 'fatal', attempts: 0, error: { code: 'PRIVACY_BLOCKED' } });
      expect(fake.requests).toHaveLength(0);
    },
  );

  it('a stub that names another host gets no document', async () => {
    const outcome = await client.complete(testRequest({ model: 'far:1b' }), never);
    expect(outcome.error?.code).toBe('PRIVACY_BLOCKED');
    expect(chats()).toBe(0);
  });
});

describe('an abort by the user', () => {
  it('rejects at once, closes the connection and frees the slot', async () => {
    fake.fault({ mode: 'hangMidBody' });
    const stop = new AbortController();
    const call = client.complete(testRequest(), stop.signal);
    await expect.poll(() => fake.stats.inFlight).toBe(1);
    stop.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    await slotsFree();
  });

  it('ends a back-off without waiting for it', async () => {
    fake.fault({ mode: '429', args: { retryAfter: 3600 }, times: 99 });
    const stop = new AbortController();
    const call = client.complete(testRequest(), stop.signal);
    await expect.poll(chats).toBe(1);
    stop.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('preload and unload', () => {
  it('load with the same options as the chat, so the chat causes no reload', async () => {
    const request = testRequest();
    client = createOllamaClient({ baseUrl: fake.url, transport });
    await client.preload(request.model, request.options, never);
    await client.complete(request, never);
    expect(fake.stats).toMatchObject({ loads: 1, reloads: 0 });
    expect((await client.ps(never)).map((running) => running.name)).toEqual(['llama3.1:8b']);
    await client.unload(request.model, never);
    expect(await client.ps(never)).toEqual([]);
  });
});
