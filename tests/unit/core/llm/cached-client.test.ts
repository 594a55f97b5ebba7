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
      ...variants.map((variant) => cacheKey('ollama', 'digest', variant)),
      cacheKey('ollama', 'other', request),
      cacheKey('openai', 'digest', request),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
  it('does not change with the tag, because tags move, nor with the order of keys', () => {
    const turned = {
      ...request,
      model: 'renamed',
      options: Object.fromEntries(Object.entries(request.options).reverse()) as never,
    };
    expect(cacheKey('ollama', 'digest', turned)).toBe(cacheKey('ollama', 'digest', request));
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
