import { afterEach, describe, expect, it } from 'vitest';
import type { ModelProviderDeps } from '#core/run/model-provider.ts';
import type { RunRow } from '#core/store/run-table.ts';
import { mostLoads } from '#core/ollama/model-order.ts';
import type { Room } from '#core/ollama/residents.ts';
import { startFakeOllama, type FakeOllama, type FakeOllamaOptions } from '#fakes/fake-ollama.ts';
import { fakeModel } from '#fakes/ollama-model.ts';
import { listedRecords } from '../helpers/model-records.ts';
import { runCorpus, runLexicon } from '../helpers/run-corpus.ts';
import { collect, labDeps, labModels, labProject, startAndRun } from '../helpers/run-lab.ts';

const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const rounds = 6;
const gb = 1e9;

interface Lab {
  readonly fake: FakeOllama;
  readonly run: RunRow;
  readonly activities: readonly string[];
  /** Models in memory at the end of each pass, most first. */
  readonly mostLoaded: number;
}

/** A run of six rounds with `count` models of some 5 GB each on a server with this memory. */
async function run(
  count: number,
  server: FakeOllamaOptions,
  room: Room | null,
  more: Partial<ModelProviderDeps> = {},
): Promise<Lab> {
  const models = Array.from({ length: count }, (_, index) => fakeModel(`model${index}:8b`));
  const fake = await startFakeOllama({ models, lexicon: runLexicon, chunkChars: Infinity, ...server });
  const lab = labModels({
    ollamaUrl: fake.url,
    roomAt: () => room,
    records: listedRecords({ slots: 1 }),
    ...more,
  });
  const annotatorIds = models.map((model) => `ollama:${model.name}`);
  const project = labProject({ annotators: annotatorIds, documents: runCorpus(30) });
  open.push(() => fake.close(), project.close, lab.close);
  const changes = collect('run-change');
  let mostLoaded = 0;
  const ended = await startAndRun(
    labDeps(project.db, lab.models, {
      emit: (event) => {
        changes.emit(event);
        mostLoaded = Math.max(mostLoaded, fake.state.scheduler.runners.size);
      },
    }),
    { annotatorIds, supervisor: { kind: 'rules' }, iterations: rounds - 1, setSize: 3 },
  );
  return { fake, run: ended, activities: changes.events.map((event) => event.status.activity), mostLoaded };
}

const keepAlives = (fake: FakeOllama): unknown[] => [
  ...new Set(
    fake.requests.map((request) => (request.body as { keep_alive?: unknown }).keep_alive).filter(Boolean),
  ),
];

describe('the models of a run', () => {
  it('are loaded once each and stay together where they fit, and leave at the end', async () => {
    const room = { freeBytes: 100 * gb, maxLoaded: 9 };
    const { fake, run: ended, mostLoaded } = await run(8, { vramBytes: 100 * gb, maxLoaded: 9 }, room);
    expect(ended, ended.reason ?? '').toMatchObject({ state: 'done' });
    expect([fake.stats.loads, fake.stats.reloads, fake.stats.swaps]).toEqual([8, 0, 0]);
    expect(mostLoaded).toBe(8);
    expect(keepAlives(fake)).toEqual(['60m']);
    expect(fake.state.scheduler.runners.size).toBe(0);
    // Strictly one model after another: no chat begins while one of another model is open.
    const chats = fake.requests
      .filter((request) => request.path === '/api/chat')
      .map((request) => ({ ...request, model: (request.body as { model: string }).model }));
    for (const [index, chat] of chats.entries()) {
      const others = chats.slice(0, index).filter((earlier) => earlier.model !== chat.model);
      expect(others.every((other) => (other.tEnd ?? Infinity) <= chat.t0)).toBe(true);
    }
  });

  it.each([
    ['memory is too small for all', { freeBytes: 30 * gb, maxLoaded: 9 }],
    ['the server keeps fewer', { freeBytes: 100 * gb, maxLoaded: 3 }],
    ['nobody knows the memory', null],
  ])('work with one in memory where %s', async (_why, room) => {
    const { fake, run: ended, mostLoaded } = await run(8, { vramBytes: 100 * gb, maxLoaded: 9 }, room);
    expect(ended, ended.reason ?? '').toMatchObject({ state: 'done' });
    expect(fake.stats.loads).toBeLessThanOrEqual(mostLoads(8, rounds));
    expect([fake.stats.reloads, mostLoaded]).toEqual([0, 1]);
    expect(keepAlives(fake)).toEqual(['30m']);
  });

  it('work with one in memory from when the server throws one out', async () => {
    const room = { freeBytes: 100 * gb, maxLoaded: 9 };
    const all = await run(5, { vramBytes: 100 * gb, maxLoaded: 3 }, room);
    expect(all.run, all.run.reason ?? '').toMatchObject({ state: 'done' });
    expect(all.activities.filter((text) => text.includes('one is loaded at a time'))).toHaveLength(1);
    expect(all.fake.stats.loads).toBeLessThanOrEqual(mostLoads(5, rounds));
    expect(all.fake.stats.reloads).toBe(0);
    expect(all.fake.state.scheduler.runners.size).toBe(0);
  });

  it('work with one in memory from when one lies partly on the CPU', async () => {
    const room = { freeBytes: 100 * gb, maxLoaded: 9 };
    const { fake, run: ended, mostLoaded } = await run(3, { vramBytes: 4 * gb, maxLoaded: 9 }, room);
    expect(ended, ended.reason ?? '').toMatchObject({ state: 'done' });
    expect(mostLoaded).toBe(1);
    expect(fake.stats.loads).toBeLessThanOrEqual(mostLoads(3, rounds));
  });

  it('stay together by what was measured where the estimate says otherwise', async () => {
    const records = listedRecords({ slots: 1 });
    const models = Array.from({ length: 3 }, (_, index) => fakeModel(`model${index}:8b`));
    for (const { digest } of models)
      records.loads.put({ digest, numCtx: 32_768, bytes: gb, gpuShare: 1, at: 0 });
    const room = { freeBytes: 4 * gb, maxLoaded: 3 };
    const { fake } = await run(3, { vramBytes: 100 * gb, maxLoaded: 3 }, room, { records });
    expect(fake.stats.loads).toBe(3);
  });
});
