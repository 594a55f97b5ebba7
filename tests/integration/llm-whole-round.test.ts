import { afterEach, describe, expect, it } from 'vitest';
import { createClock } from '#core/llm/clock.ts';
import { createOllamaClient } from '#core/llm/ollama-client.ts';
import { createOpenAiClient } from '#core/llm/openai-client.ts';
import { createLlmSupervisor } from '#core/supervisor/llm-supervisor.ts';
import { startFakeOllama } from '#fakes/fake-ollama.ts';
import { startFakeOpenAi } from '#fakes/fake-openai.ts';
import { testRequest, testTransport } from '#fakes/llm-request.ts';
import { makeInput, recordingHooks, signal } from '../unit/core/supervisor/make-input.ts';

const options = { ...testRequest().options, numCtx: 32_768, numPredict: 8_000 };
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe('the four phases against the fakes', () => {
  it('OpenAI: every schema passes strict mode, every answer is accepted at the first try, the guideline grows', async () => {
    const fake = await startFakeOpenAi();
    const transport = testTransport();
    closers.push(
      () => transport.close(),
      () => fake.close(),
    );
    const client = createOpenAiClient({
      baseUrl: fake.baseUrl,
      apiKey: fake.apiKey,
      transport,
      official: true,
    });
    const supervisor = createLlmSupervisor({
      id: 'openai:gpt-5.6-luna',
      client,
      model: 'gpt-5.6-luna',
      options,
    });
    const input = makeInput();
    const result = await supervisor.supervise(input, recordingHooks(), signal);
    expect(result.guideline.rules.length).toBeGreaterThan(input.guideline.rules.length);
    expect(client.capability('gpt-5.6-luna')).toMatchObject({
      mode: 'responses-schema',
      proven: true,
      dropped: [],
    });
    const names = fake.requests.map(
      (request) => (request.body as { text: { format: { name: string } } }).text.format.name,
    );
    expect(new Set(names)).toEqual(
      new Set(['phase1_patterns', 'phase2_annotator', 'phase3_rules', 'phase4_organise']),
    );
    expect(transport.entries.filter((entry) => entry.purpose === 'supervise')).toHaveLength(names.length);
  });

  it('Ollama: the same, on this computer', async () => {
    const fake = await startFakeOllama({ vramBytes: 64e9, clock: createClock() });
    const transport = testTransport();
    closers.push(
      () => transport.close(),
      () => fake.close(),
    );
    const client = createOllamaClient({ baseUrl: fake.url, transport });
    const supervisor = createLlmSupervisor({ id: 'ollama:qwen3:8b', client, model: 'qwen3:8b', options });
    const result = await supervisor.supervise(makeInput(), recordingHooks(), signal);
    expect(result.guideline.rules.length).toBeGreaterThan(0);
    expect(fake.stats).toMatchObject({ loads: 1, reloads: 0 });
  });
});
