import { afterEach, expect, it } from 'vitest';
import { createClock } from '#core/llm/clock.ts';
import { createOllamaClient } from '#core/llm/ollama-client.ts';
import { createEmbedder } from '#core/run/embedder.ts';
import { startFakeOllama, type FakeOllama } from '#fakes/fake-ollama.ts';
import { testTransport } from '#fakes/llm-request.ts';
import { fakeModel } from '#fakes/ollama-model.ts';

// Deadlines of the clients stay seconds long, so that a busy machine does not meet them.
const clock = createClock(2);
const never = new AbortController().signal;
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()));
});

async function start(
  models: string[],
  embedding: string[],
): Promise<{ fake: FakeOllama; embed: ReturnType<typeof createEmbedder> }> {
  const fake = await startFakeOllama({
    clock,
    models: [
      ...models.map((name) => fakeModel(name)),
      ...embedding.map((name) => fakeModel(name, { capabilities: ['embedding'] })),
    ],
  });
  const transport = testTransport([], clock);
  open.push(fake, transport);
  const client = createOllamaClient({ baseUrl: fake.url, transport, clock });
  return { fake, embed: createEmbedder(() => Promise.resolve(client)) };
}

const embedCalls = (fake: FakeOllama): number =>
  fake.requests.filter((request) => request.path === '/api/embed').length;

it('asks the installed embedding model, each text once', async () => {
  const { fake, embed } = await start(['alpha:8b'], ['embed-b', 'embed-a']);
  const first = await embed(['one', 'two'], never);
  expect(first).toHaveLength(2);
  expect(first?.[0]?.length).toBeGreaterThan(0);
  expect(embedCalls(fake)).toBe(1);
  expect(await embed(['two', 'one', 'one'], never)).toEqual([first?.[1], first?.[0], first?.[0]]);
  expect(embedCalls(fake)).toBe(1);
  expect(JSON.stringify(fake.requests.find((request) => request.path === '/api/embed')?.body)).toContain(
    'embed-a',
  );
});

it('has no vectors where no embedding model is installed', async () => {
  const { fake, embed } = await start(['alpha:8b'], []);
  expect(await embed(['one'], never)).toBeNull();
  expect(embedCalls(fake)).toBe(0);
});

it('has no vectors where no server answers', async () => {
  const { fake, embed } = await start([], ['embed-a']);
  await fake.close();
  expect(await embed(['one'], never)).toBeNull();
});

it('leaves no model in memory, also where it fails halfway', async () => {
  const { fake, embed } = await start([], ['embed-a']);
  const texts = Array.from({ length: 65 }, (_, index) => `text ${index}`);
  fake.fault({ mode: 'reset', match: { path: '/api/embed', nth: 2 } });
  expect(await embed(texts, never)).toBeNull();
  expect(fake.stats.loads).toBe(1);
  expect(fake.state.scheduler.runners.size).toBe(0);
});
