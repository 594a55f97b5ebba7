import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cacheKey, createCachedClient } from '#core/llm/cached-client.ts';
import { canonicalJson } from '#core/llm/canonical-json.ts';
import type { LlmClient, LlmOutcome, LlmRequest } from '#core/llm/llm-client.ts';

const request: LlmRequest = {
  model: 'm:1b',
  system: 's',
  turns: [{ role: 'user', content: 'd' }],
  schemaName: 'entities',
  schema: { type: 'object' },
  options: { numCtx: 2048, numPredict: 200, temperature: 0, topP: 1, topK: 40, seed: 7, repeatPenalty: 1 },
  purpose: 'annotate',
  containsDocumentText: true,
};
const outcome = (status: LlmOutcome['status']): LlmOutcome => ({
  status,
  text: '{}',
  usage: { inputTokens: 9, cachedInputTokens: 0, outputTokens: 3, reasoningTokens: 0 },
  timings: { totalMs: 1, loadMs: 0, promptMs: 0, outputMs: 0 },
  attempts: 1,
  servedModel: 'm',
  mode: 'ollama-schema',
});

describe('createCachedClient', () => {
  const setUp = (status: LlmOutcome['status']) => {
    const kept = new Map<string, LlmOutcome>();
    let calls = 0;
    const client: LlmClient = {
      provider: 'ollama',
      baseUrl: 'http://127.0.0.1:1',
      complete: async () => ((calls += 1), outcome(status)),
    };
    const cached = createCachedClient(
      client,
      { get: (key) => kept.get(key), put: (key, value) => void kept.set(key, value) },
      () => 'digest',
    );
    return { cached, kept, calls: () => calls };
  };
  const signal = new AbortController().signal;

  it('asks once; the second answer is the same and costs nothing', async () => {
    const { cached, calls } = setUp('ok');
    const first = await cached.complete(request, signal);
    const second = await cached.complete(request, signal);
    expect(calls()).toBe(1);
    expect(second).toEqual({
      ...first,
      attempts: 0,
      usage: { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 },
    });
  });

  it.each(['transient', 'truncated', 'refused', 'invalid', 'fatal'] as const)(
    'does not keep an answer that is %s',
    async (status) => {
      const { cached, kept } = setUp(status);
      await cached.complete(request, signal);
      expect(kept.size).toBe(0);
    },
  );
});

describe('what a cache holds', () => {
  const store = () => {
    const kept = new Map<string, LlmOutcome>();
    return {
      kept,
      cache: {
        get: (key: string) => kept.get(key),
        put: (key: string, value: LlmOutcome) => void kept.set(key, value),
      },
    };
  };
  const never = new AbortController().signal;
  const spoken = (text: string): LlmOutcome => ({ ...outcome('ok'), text });

  it('is only what the asker can use: other answers are asked for again', async () => {
    const { kept, cache } = store();
    const answers = ['no json', '{"entities":[]}'];
    let calls = 0;
    const client: LlmClient = {
      provider: 'ollama',
      baseUrl: 'http://127.0.0.1:1',
      complete: async () => spoken(answers[calls++] ?? ''),
    };
    const cached = createCachedClient(client, cache, () => 'digest');
    const wanted = { ...request, isUsable: (text: string) => text.startsWith('{') };
    expect((await cached.complete(wanted, never)).text).toBe('no json');
    expect(kept.size).toBe(0);
    expect((await cached.complete(wanted, never)).text).toBe('{"entities":[]}');
    expect((await cached.complete(wanted, never)).attempts).toBe(0);
    expect(calls).toBe(2);
  });

  it('is kept under the way the model was asked in the end', async () => {
    const { cache } = store();
    let format = 'schema';
    let calls = 0;
    const client: LlmClient = {
      provider: 'ollama',
      baseUrl: 'http://127.0.0.1:1',
      askedAs: () => Promise.resolve(format),
      complete: async () => {
        calls += 1;
        format = 'json'; // the server could not use the schema
        return spoken('{}');
      },
    };
    const cached = createCachedClient(client, cache, () => 'digest');
    await cached.complete(request, never);
    await cached.complete(request, never);
    expect(calls).toBe(1);
    format = 'schema';
    await cached.complete(request, never);
    expect(calls).toBe(2);
  });

  it('stays untouched while it is unknown how the model is asked', async () => {
    const { kept, cache } = store();
    const client: LlmClient = {
      provider: 'ollama',
      baseUrl: 'http://127.0.0.1:1',
      askedAs: () => Promise.resolve(null),
      complete: async () => spoken('{}'),
    };
    await createCachedClient(client, cache, () => 'digest').complete(request, never);
    expect(kept.size).toBe(0);
  });
});

describe('cacheKey', () => {
  it('changes with everything that decides the answer', () => {
    const variants: LlmRequest[] = [
      request,
      { ...request, system: 't' },
      { ...request, turns: [...request.turns, { role: 'assistant', content: 'x' }] },
      { ...request, schema: { type: 'array' } },
      { ...request, options: { ...request.options, seed: 8 } },
      { ...request, options: { ...request.options, numCtx: 4096 } },
    ];
    const keys = [
      ...variants.map((variant) => cacheKey('ollama', 'digest', 'schema', variant)),
      cacheKey('ollama', 'other', 'schema', request),
      cacheKey('openai', 'digest', 'schema', request),
      cacheKey('ollama', 'digest', 'json', request),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
  it('does not change with the tag, because tags move, nor with the order of keys', () => {
    const turned = {
      ...request,
      model: 'renamed',
      options: Object.fromEntries(Object.entries(request.options).reverse()) as never,
    };
    expect(cacheKey('ollama', 'digest', 'schema', turned)).toBe(
      cacheKey('ollama', 'digest', 'schema', request),
    );
  });
});

describe('canonicalJson', () => {
  it('is JSON of the same value, whatever the key order', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.stringify(JSON.parse(text))).toBe(
          JSON.stringify(JSON.parse(canonicalJson(JSON.parse(text)))),
        );
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(canonicalJson({ b: 1, a: { d: undefined, c: [2, null] } })).toBe('{"a":{"c":[2,null]},"b":1}');
  });
});
