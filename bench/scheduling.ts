/**
 * How close the model-major schedule comes to its lower bound, as JSON on stdout. Run: node bench/scheduling.ts [scale]
 * A fake Ollama with one model in memory, 20 s per load and 10 s per document on two slots; 8 models, 25 documents,
 * 6 iterations, on a clock that runs 25 times faster than the wall (or `scale` times): about five minutes. Beside it the same work in
 * document-major order, for the ratio only, on a clock that runs 100 times faster.
 */
import { cpus } from 'node:os';
import { createClock } from '#core/llm/clock.ts';
import { createOllamaClient } from '#core/llm/ollama-client.ts';
import { createTransport } from '#core/llm/transport.ts';
import { boustrophedon, mostLoads } from '#core/ollama/model-order.ts';
import { createOllamaSessions } from '#core/run/ollama-sessions.ts';
import { runPool } from '#core/run/run-pool.ts';
import { listedRecords } from '../tests/helpers/model-records.ts';
import { startFakeOllama, type FakeOllama } from '#fakes/fake-ollama.ts';
import { testRequest } from '#fakes/llm-request.ts';
import { fakeModel } from '#fakes/ollama-model.ts';

/** Fake milliseconds per real one; the smaller, the less the wall time of this process itself counts. */
const scale = Number(process.argv[2] ?? 25);
const roughScale = Math.max(100, scale);
const swapMs = 20_000;
const documentMs = 10_000;
const slots = 2;
const models = Array.from({ length: 8 }, (_, index) => fakeModel(`model${index}:8b`));
const names = models.map((model) => model.name);
const documents = Array.from({ length: 25 }, (_, index) => index);
const iterations = 6;
/** 4 bytes are one token: an answer of this length takes `documentMs`. */
const answer = JSON.stringify({ entities: [], filler: 'x'.repeat(400 - 28) });
const never = new AbortController().signal;

interface Measured {
  readonly seconds: number;
  readonly loads: number;
  readonly reloads: number;
}

async function measure(clockScale: number, work: (prepare: Prepare) => Promise<void>): Promise<Measured> {
  const clock = createClock(clockScale);
  const fake: FakeOllama = await startFakeOllama({
    clock,
    models,
    brain: () => answer,
    numParallel: slots,
    maxLoaded: 1,
    swapPenaltyMs: swapMs,
    outputTokensPerSecond: (Buffer.byteLength(answer) / 4 / documentMs) * 1000,
    chunkChars: Infinity,
    recordLimit: 10,
  });
  const transport = createTransport({ allowedHosts: () => [], ledger: () => undefined, clock });
  // The client's deadlines run on real time: a loopback call costs real milliseconds, which are fake seconds.
  const limits = { firstMs: 3_600_000, idleMs: 3_600_000, preloadMs: 3_600_000, recoverMs: 3_600_000 };
  const client = createOllamaClient({ baseUrl: fake.url, transport, limits });
  const sessions = createOllamaSessions({ client, clock, records: listedRecords({ slots }) });
  const started = clock.ticks();
  await work(async (model) => {
    const ready = await sessions.prepare(
      { model, role: 'annotator', options: () => testRequest().options, onActivity: () => undefined },
      never,
    );
    return {
      concurrency: (ready.slots ?? 1) + 1,
      annotate: async (document) => {
        const turns = [{ role: 'user' as const, content: `Document ${document}` }];
        const outcome = await ready.client.complete(
          testRequest({ model, turns, options: ready.options }),
          never,
        );
        if (outcome.status !== 'ok') throw outcome.error ?? new Error(outcome.status);
      },
    };
  });
  const seconds = (clock.ticks() - started) / 1000;
  const { loads, reloads } = fake.stats;
  await transport.close();
  await fake.close();
  return { seconds, loads, reloads };
}
type Prepare = (
  model: string,
) => Promise<{ readonly concurrency: number; readonly annotate: (document: number) => Promise<void> }>;

const modelMajor = await measure(scale, async (prepare) => {
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    for (const name of boustrophedon(names, iteration)) {
      const { concurrency, annotate } = await prepare(name);
      await runPool(documents, () => concurrency, never, annotate);
    }
  }
});
const documentMajor = await measure(roughScale, async (prepare) => {
  for (const document of documents) {
    for (const name of names) await (await prepare(name)).annotate(document);
  }
});

const loads = mostLoads(names.length, iterations);
const slowestSlot = Math.ceil(documents.length / slots) * documentMs;
/** Loads, and for every model and iteration the slot with the most documents; each load is followed by one deep check. */
const lowerBound = (loads * swapMs + names.length * iterations * slowestSlot) / 1000;
console.log(
  JSON.stringify(
    {
      bench: 'scheduling',
      cpu: cpus()[0]?.model ?? '',
      node: process.version,
      scale,
      lowerBoundSeconds: lowerBound,
      modelMajor: { ...modelMajor, ratioToLowerBound: modelMajor.seconds / lowerBound },
      documentMajorOneIteration: documentMajor,
      documentMajorToModelMajor: (documentMajor.seconds * iterations) / modelMajor.seconds,
      expectedLoads: loads,
    },
    null,
    2,
  ),
);
