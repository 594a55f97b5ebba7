import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LlmClient } from '#core/llm/llm-client.ts';
import { createOllamaClient, type OllamaClient } from '#core/llm/ollama-client.ts';
import { createOpenAiClient } from '#core/llm/openai-client.ts';
import { parseAnswer } from '#core/llm/parse-ladder.ts';
import { schemaMismatch } from '#core/llm/schema-check.ts';
import { startFakeOllama } from '#fakes/fake-ollama.ts';
import { startFakeOpenAi } from '#fakes/fake-openai.ts';
import { testRequest, testSchema, testTransport } from '#fakes/llm-request.ts';

/**
 * What the product relies on, asked of the fakes and, where somebody gives one, of the real servers:
 * OLLAMA_TEST_HOST (with OLLAMA_TEST_MODEL), OPENAI_API_KEY (with OPENAI_TEST_MODEL).
 */
const never = new AbortController().signal;
const system =
  'List the entities of the text as JSON: {"entities":[{"span":"…","type":"PER|LOC|ORG"}]}. Types: PER, LOC, ORG.';

interface Subject {
  readonly client: LlmClient;
  readonly model: string;
  close(): Promise<void>;
}

function contract(name: string, start: () => Promise<Subject>): void {
  describe(`${name} keeps the contract:`, () => {
    let subject: Subject;
    beforeAll(async () => {
      subject = await start();
    });
    afterAll(() => subject.close());

    it('an answer fits the schema and counts its tokens', async () => {
      const outcome = await subject.client.complete(testRequest({ model: subject.model, system }), never);
      expect(outcome).toMatchObject({ status: 'ok' });
      const parsed = parseAnswer(outcome.text);
      expect(parsed.ok && schemaMismatch(testSchema, parsed.value.value)).toBeNull();
      expect(outcome.usage.inputTokens).toBeGreaterThan(10);
      expect(outcome.usage.outputTokens).toBeGreaterThan(0);
      expect(outcome.servedModel).not.toBe('');
    }, 300_000);

    it('a missing model is fatal and says so', async () => {
      const outcome = await subject.client.complete(testRequest({ model: 'no-such-model-here:1b' }), never);
      expect(outcome).toMatchObject({ status: 'fatal', error: { code: 'LLM_MODEL_MISSING' } });
    }, 60_000);

    it('an abort rejects with AbortError', async () => {
      const stop = new AbortController();
      const call = subject.client.complete(testRequest({ model: subject.model, system }), stop.signal);
      stop.abort();
      await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    }, 60_000);
  });
}

function ollamaContract(
  name: string,
  start: () => Promise<Subject & { readonly client: OllamaClient }>,
): void {
  contract(name, start);
  describe(`${name} as an Ollama server:`, () => {
    let subject: Subject & { readonly client: OllamaClient };
    beforeAll(async () => {
      subject = await start();
    });
    afterAll(() => subject.close());

    it('a prompt that is too long is an overflow, not a cut', async () => {
      const { options } = testRequest();
      const outcome = await subject.client.complete(
        testRequest({
          model: subject.model,
          options: { ...options, numCtx: 2048 },
          turns: [{ role: 'user', content: 'Ada met Charles. '.repeat(2_000) }],
        }),
        never,
      );
      expect(outcome.status).toBe('overflow');
    }, 300_000);

    it('preload, ps and unload agree', async () => {
      await subject.client.preload(subject.model, testRequest().options, never);
      expect((await subject.client.ps(never)).length).toBeGreaterThan(0);
      await subject.client.unload(subject.model, never);
      await expect
        .poll(async () => (await subject.client.ps(never)).map((entry) => entry.name), { timeout: 20_000 })
        .not.toContain(subject.model);
    }, 300_000);
  });
}

ollamaContract('the fake Ollama', async () => {
  const fake = await startFakeOllama({ lexicon: new Map([['London', 'LOC']]) });
  const transport = testTransport();
  return {
    client: createOllamaClient({ baseUrl: fake.url, transport }),
    model: 'llama3.1:8b',
    close: async () => {
      await transport.close();
      await fake.close();
    },
  };
});

contract('the fake OpenAI', async () => {
  const fake = await startFakeOpenAi({ lexicon: new Map([['London', 'LOC']]) });
  const transport = testTransport();
  return {
    client: createOpenAiClient({ baseUrl: fake.baseUrl, apiKey: fake.apiKey, transport, official: true }),
    model: 'gpt-5.6-luna',
    close: async () => {
      await transport.close();
      await fake.close();
    },
  };
});

const ollamaHost = process.env['OLLAMA_TEST_HOST'];
if (ollamaHost !== undefined) {
  ollamaContract(`Ollama at ${ollamaHost}`, async () => {
    const transport = testTransport([new URL(ollamaHost).hostname]);
    return {
      client: createOllamaClient({ baseUrl: ollamaHost, transport }),
      model: process.env['OLLAMA_TEST_MODEL'] ?? 'llama3.2:3b',
      close: () => transport.close(),
    };
  });
}

const openAiKey = process.env['OPENAI_API_KEY'];
if (openAiKey !== undefined && process.env['OPENAI_TEST_MODEL'] !== undefined) {
  contract('OpenAI', async () => {
    const transport = testTransport(['api.openai.com']);
    return {
      client: createOpenAiClient({ baseUrl: 'https://api.openai.com/v1', apiKey: openAiKey, transport }),
      model: process.env['OPENAI_TEST_MODEL'] ?? '',
      close: () => transport.close(),
    };
  });
}
