import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LlmOutcome } from '#core/llm/llm-client.ts';
import { createOpenAiClient, type OpenAiClient, type OpenAiClientDeps } from '#core/llm/openai-client.ts';
import { parseAnswer } from '#core/llm/parse-ladder.ts';
import { startFakeOpenAi, type FakeOpenAi } from '#fakes/fake-openai.ts';
import type { Fault } from '#fakes/fault-queue.ts';
import { testRequest, testTransport } from '#fakes/llm-request.ts';
import type { OpenAiProfileName } from '#fakes/openai-profiles.ts';

const lexicon = new Map([
  ['Ada Lovelace', 'PER'],
  ['Charles Babbage', 'PER'],
  ['London', 'LOC'],
]);
const limits = { firstMs: 1_500, idleMs: 1_000, totalMs: 2_500, retryBaseMs: 5 };
const never = new AbortController().signal;
const model = 'gpt-5.6-luna';

let fake: FakeOpenAi;
let transport: ReturnType<typeof testTransport>;
let client: OpenAiClient;

async function start(profile: OpenAiProfileName, given: Partial<OpenAiClientDeps> = {}): Promise<void> {
  fake = await startFakeOpenAi({ lexicon, profile });
  transport = testTransport();
  client = createOpenAiClient({
    baseUrl: fake.baseUrl,
    apiKey: fake.apiKey,
    transport,
    limits,
    random: () => 0.5,
    official: profile === 'openai',
    ...given,
  });
}
afterEach(async () => {
  await transport.close();
  await fake.close();
});

const run = async (fault?: Fault): Promise<LlmOutcome> => {
  if (fault !== undefined) fake.fault(fault);
  return client.complete(testRequest({ model }), never);
};

describe('the official API', () => {
  beforeEach(() => start('openai'));

  it('is asked through Responses with a strict schema, storing nothing', async () => {
    const outcome = await run();
    expect(outcome).toMatchObject({
      status: 'ok',
      attempts: 1,
      mode: 'responses-schema',
      servedModel: 'gpt-5.6-luna-2026-08-01',
    });
    expect(outcome.usage).toMatchObject({ reasoningTokens: 300 });
    expect(parseAnswer(outcome.text)).toMatchObject({ ok: true, value: { rung: 'plain' } });
    expect(fake.requests[0]?.body).toMatchObject({
      store: false,
      stream: true,
      reasoning: { effort: 'low' },
    });
    expect(fake.requests[0]?.path).toBe('/v1/responses');
  });

  it('counts cached tokens of a repeated long prefix', async () => {
    const request = testRequest({ model, system: 'Rules. '.repeat(1_000) });
    await client.complete(request, never);
    const second = await client.complete(request, never);
    expect(second.usage.cachedInputTokens).toBeGreaterThanOrEqual(1024);
  });

  interface Case {
    readonly fault: Fault;
    readonly status: LlmOutcome['status'];
    readonly requests: number;
    readonly code?: string;
    readonly reason?: string;
  }
  const cases: Record<string, Case> = {
    latency: { fault: { mode: 'latency', args: { ms: 100 } }, status: 'ok', requests: 1 },
    'reset once': { fault: { mode: 'reset' }, status: 'ok', requests: 2 },
    'reset for ever': {
      fault: { mode: 'reset', times: 99 },
      status: 'transient',
      requests: 3,
      code: 'LLM_UNREACHABLE',
    },
    cutMidStream: { fault: { mode: 'cutMidStream', times: 99 }, status: 'transient', requests: 3 },
    endNoDone: {
      fault: { mode: 'endNoDone', times: 99 },
      status: 'transient',
      requests: 3,
      reason: 'network',
    },
    errorLine: { fault: { mode: 'errorLine', times: 99 }, status: 'transient', requests: 3, reason: 'crash' },
    truncated: { fault: { mode: 'truncated' }, status: 'truncated', requests: 1, reason: 'length' },
    whitespaceLoop: { fault: { mode: 'whitespaceLoop' }, status: 'truncated', requests: 1, reason: 'loop' },
    repeatLoop: { fault: { mode: 'repeatLoop' }, status: 'truncated', requests: 1, reason: 'loop' },
    hangBeforeHeaders: {
      fault: { mode: 'hangBeforeHeaders' },
      status: 'transient',
      requests: 1,
      code: 'LLM_TIMEOUT',
    },
    hangMidBody: { fault: { mode: 'hangMidBody' }, status: 'transient', requests: 1, code: 'LLM_TIMEOUT' },
    slowDrip: {
      fault: { mode: 'slowDrip', args: { bytesPerSecond: 20 } },
      status: 'transient',
      requests: 1,
      code: 'LLM_TIMEOUT',
    },
    '401': { fault: { mode: '401' }, status: 'fatal', requests: 1, code: 'LLM_AUTH' },
    '403': { fault: { mode: '403' }, status: 'fatal', requests: 1, code: 'LLM_AUTH' },
    '404model': { fault: { mode: '404model' }, status: 'fatal', requests: 1, code: 'LLM_MODEL_MISSING' },
    quota429: { fault: { mode: 'quota429' }, status: 'fatal', requests: 1, code: 'LLM_QUOTA' },
    '429 with seconds': { fault: { mode: '429', args: { retryAfter: 0.05 } }, status: 'ok', requests: 2 },
    '429 with milliseconds': {
      fault: { mode: '429', args: { retryAfter: 40, header: 'retry-after-ms' } },
      status: 'ok',
      requests: 2,
    },
    '429 with a date': {
      fault: { mode: '429', args: { retryAfter: 'Wed, 21 Oct 2015 07:28:00 GMT' } },
      status: 'ok',
      requests: 2,
    },
    '429 without a time': { fault: { mode: '429' }, status: 'ok', requests: 2 },
    '500 once': { fault: { mode: '500' }, status: 'ok', requests: 2 },
    'crash500 for ever': {
      fault: { mode: 'crash500', times: 99 },
      status: 'transient',
      requests: 3,
      reason: 'crash',
    },
    queue503: { fault: { mode: 'queue503', times: 3 }, status: 'ok', requests: 4 },
    '502html': { fault: { mode: '502html' }, status: 'ok', requests: 2 },
    '200html': { fault: { mode: '200html' }, status: 'fatal', requests: 1, code: 'LLM_NOT_A_SERVER' },
    emptyBody: { fault: { mode: 'emptyBody' }, status: 'fatal', requests: 1, code: 'LLM_NOT_A_SERVER' },
    redirect: { fault: { mode: 'redirect' }, status: 'fatal', requests: 1, code: 'PRIVACY_BLOCKED' },
    refusal: {
      fault: { mode: 'refusal' },
      status: 'refused',
      requests: 1,
      reason: 'refusal',
      code: 'LLM_REFUSED',
    },
    contentFilter: { fault: { mode: 'contentFilter' }, status: 'refused', requests: 1, reason: 'filter' },
    'emptyReasoning once': { fault: { mode: 'emptyReasoning' }, status: 'ok', requests: 2 },
    'emptyReasoning for ever': {
      fault: { mode: 'emptyReasoning', times: 99 },
      status: 'truncated',
      requests: 2,
      reason: 'length',
    },
    unsupportedParam: {
      fault: { mode: 'unsupportedParam', args: { param: 'reasoning' } },
      status: 'ok',
      requests: 2,
    },
    noJsonSchema: { fault: { mode: 'noJsonSchema', times: 99 }, status: 'ok', requests: 3 },
    noResponses: { fault: { mode: 'noResponses', times: 99 }, status: 'ok', requests: 2 },
  };
  for (const [name, expected] of Object.entries(cases)) {
    it(`${name} ends ${expected.status} after ${expected.requests} request(s)`, async () => {
      const outcome = await run(expected.fault);
      expect(outcome.status).toBe(expected.status);
      expect(fake.requests).toHaveLength(expected.requests);
      expect(outcome.attempts).toBe(expected.requests);
      if (expected.code !== undefined) expect(outcome.error?.code).toBe(expected.code);
      if (expected.reason !== undefined) expect(outcome.reason).toBe(expected.reason);
      expect(outcome.error === undefined).toBe(outcome.status === 'ok');
    });
  }

  it('raises the cap once when thinking ate it, and counts both calls as spent', async () => {
    const outcome = await run({ mode: 'emptyReasoning' });
    const caps = fake.requests.map(
      (request) => (request.body as { max_output_tokens: number }).max_output_tokens,
    );
    expect(caps).toEqual([6_500, 21_000]);
    expect(outcome.usage.outputTokens).toBeGreaterThan(6_500);
  });

  it('remembers a refused field and a missing API for the next call', async () => {
    await run({ mode: 'unsupportedParam', args: { param: 'reasoning' } });
    await run();
    expect(fake.requests).toHaveLength(3);
    fake.fault({ mode: 'noResponses', times: 99 });
    await run();
    await run();
    expect(fake.requests.slice(3).map((request) => request.path)).toEqual([
      '/v1/responses',
      '/v1/chat/completions',
      '/v1/chat/completions',
    ]);
    expect(client.capability(model)).toMatchObject({ mode: 'chat-schema', proven: true });
  });

  it('waits no longer than a minute for Retry-After and stops waiting when aborted', async () => {
    fake.fault({ mode: '429', args: { retryAfter: 3600 }, times: 99 });
    const stop = new AbortController();
    const call = client.complete(testRequest({ model }), stop.signal);
    await expect.poll(() => fake.requests.length).toBe(1);
    stop.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('never shows the key: not in outcomes, not in the ledger', async () => {
    const outcomes = [await run({ mode: '401' }), await run({ mode: '403' }), await run()];
    const error = outcomes[0]?.error;
    const written = [
      JSON.stringify(outcomes),
      error?.message,
      error?.detail,
      error?.stack,
      JSON.stringify(transport.entries),
    ].join('\n');
    expect(written).not.toContain(fake.apiKey);
    expect(written).not.toMatch(/sk-[a-z0-9]/u);
  });

  it('lists models as the test of a key', async () => {
    await expect(client.models(never)).resolves.toContain(model);
    const wrong = createOpenAiClient({
      baseUrl: fake.baseUrl,
      apiKey: 'sk-wrong-secret-000',
      transport,
      limits,
    });
    await expect(wrong.models(never)).rejects.toMatchObject({ code: 'LLM_AUTH' });
  });
});

describe('compatible servers end on the strongest mode they know', () => {
  it.each([
    ['vllm', 'chat-schema', 1],
    ['llamacpp', 'chat-schema', 1],
    ['openrouter', 'chat-schema', 1],
    ['lmstudio', 'chat-schema', 1],
    ['ollama-v1', 'chat-schema', 1],
    ['minimal', 'plain', 6],
  ] as const)('%s: %s', async (profile, mode, requests) => {
    await start(profile);
    const outcome = await run();
    expect(outcome).toMatchObject({ status: 'ok', mode });
    expect(fake.requests).toHaveLength(requests);
    expect(parseAnswer(outcome.text).ok).toBe(true);
    await run();
    expect(fake.requests).toHaveLength(requests + 1);
  });

  it('a server that ignores the schema with 200 is stepped down from, once', async () => {
    await start('lmstudio', { official: true });
    const outcome = await run();
    expect(outcome).toMatchObject({ status: 'ok', mode: 'chat-schema' });
    expect(fake.requests.map((request) => request.path)).toEqual(['/v1/responses', '/v1/chat/completions']);
  });

  it('error texts that are plain strings are understood', async () => {
    await start('lmstudio');
    expect((await run({ mode: '401' })).error?.code).toBe('LLM_AUTH');
  });

  it('a token bucket slows the client down without losing a call', async () => {
    fake = await startFakeOpenAi({ lexicon, profile: 'vllm', requestsPerMinute: 600 });
    transport = testTransport();
    client = createOpenAiClient({ baseUrl: fake.baseUrl, apiKey: '', transport, limits });
    fake.state.bucket.left = 3;
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => run()));
    expect(outcomes.map((outcome) => outcome.status)).toEqual(Array(6).fill('ok'));
    expect(fake.stats.answers).toBe(6);
  });
});

describe('content faults', () => {
  beforeEach(() => start('vllm'));
  it.each(['fenced', 'proseWrap', 'thinkLeak', 'twoObjects'] as const)(
    '%s is still readable once the mode is proven',
    async (mode) => {
      await run();
      const outcome = await run({ mode });
      expect(outcome).toMatchObject({ status: 'ok', mode: 'chat-schema', attempts: 1 });
      expect(parseAnswer(outcome.text).ok).toBe(true);
    },
  );
});
