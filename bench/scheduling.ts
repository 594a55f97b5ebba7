/**
 * How close a whole run comes to its lower bound, as JSON on stdout. Run: node bench/scheduling.ts [scale]
 * `executeRun` with the product's own model provider against a fake Ollama: one model in memory, 20 s per load, 10 s per
 * document on two slots; 8 models, 25 documents, 6 iterations, on a clock that runs 25 times faster than the wall (or
 * `scale` times): about five minutes. Beside it the same work in document-major order, for the ratio only, on a clock
 * that runs 100 times faster.
 */
import { cpus } from 'node:os';
import { createClock } from '#core/llm/clock.ts';
import { createOllamaClient } from '#core/llm/ollama-client.ts';
import { createTransport } from '#core/llm/transport.ts';
import { mostLoads } from '#core/ollama/model-order.ts';
import { createOllamaSessions } from '#core/run/ollama-sessions.ts';
import { countUnits } from '#core/store/unit-table.ts';
import { startFakeOllama, type FakeOllama } from '#fakes/fake-ollama.ts';
import { testRequest } from '#fakes/llm-request.ts';
import { fakeModel } from '#fakes/ollama-model.ts';
import { listedRecords } from '../tests/helpers/model-records.ts';
import { runCorpus } from '../tests/helpers/run-corpus.ts';
import { labDeps, labModels, labProject, startAndRun } from '../tests/helpers/run-lab.ts';

/** Fake milliseconds per real one; the smaller, the less the wall time of this process itself counts. */
const scale = Number(process.argv[2] ?? 25);
const roughScale = Math.max(100, scale);
const swapMs = 20_000;
const documentMs = 10_000;
const slots = 2;
const iterations = 6;
const setSize = 25;
const models = Array.from({ length: 8 }, (_, index) => fakeModel(`model${index}:8b`));
const names = models.map((model) => model.name);
/** 4 bytes are one token: an answer of this length takes `documentMs`. */
const answer = JSON.stringify({ entities: [], filler: 'x'.repeat(400 - 28) });
// The client's deadlines run on real time: a loopback call costs real milliseconds, which are fake seconds.
const limits = { firstMs: 3_600_000, idleMs: 3_600_000, preloadMs: 3_600_000, recoverMs: 3_600_000 };
const never = new AbortController().signal;

interface Measured {
  readonly seconds: number;
  readonly loads: number;
  readonly reloads: number;
}

/** The time of this work in fake seconds, and what the server had to load for it. */
async function measure(
  clockScale: number,
  work: (fake: FakeOllama, started: () => void) => Promise<void>,
): Promise<Measured> {
  const clock = createClock(clockScale);
  const fake = await startFakeOllama({
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
  let from = clock.ticks();
  await work(fake, () => {
    from = clock.ticks();
  });
  const seconds = (clock.ticks() - from) / 1000;
  const { loads, reloads } = fake.stats;
  await fake.close();
  return { seconds, loads, reloads };
}

/** Every answer of the run must have been given: a run that fails early is no measurement. */
async function wholeRun(fake: FakeOllama, started: () => void): Promise<void> {
  const annotatorIds = names.map((name) => `ollama:${name}`);
  const project = labProject({ annotators: annotatorIds, documents: runCorpus(iterations * setSize) });
  const lab = labModels({ ollamaUrl: fake.url, records: listedRecords({ slots }), ollamaLimits: limits });
  started();
  const run = await startAndRun(labDeps(project.db, lab.models), {
    annotatorIds,
    supervisor: { kind: 'rules' },
    iterations: iterations - 1,
    setSize,
  });
  const answered = countUnits(project.db, run.runKey).filter((row) =>
    ['ok', 'empty', 'repaired', 'unlocated'].includes(row.state),
  );
  const total = answered.reduce((sum, row) => sum + row.n, 0);
  if (run.state !== 'done' || total !== names.length * iterations * setSize)
    throw new Error(`The run is ${run.state} with ${total} answers: ${run.reason ?? ''}`);
  await lab.close();
  project.close();
}

/** One iteration's work in the wrong order: a document through all models, then the next. */
async function documentMajorOrder(fake: FakeOllama): Promise<void> {
  const clock = fake.state.clock;
  const transport = createTransport({ allowedHosts: () => [], ledger: () => undefined, clock });
  const client = createOllamaClient({ baseUrl: fake.url, transport, limits });
  const sessions = createOllamaSessions({ client, clock });
  for (let document = 0; document < setSize; document += 1) {
    for (const model of names) {
      const ready = await sessions.prepare(
        { model, role: 'annotator', options: () => testRequest().options, onActivity: () => undefined },
        never,
      );
      const turns = [{ role: 'user' as const, content: `Document ${document}` }];
      const outcome = await ready.client.complete(
        testRequest({ model, turns, options: ready.options }),
        never,
      );
      if (outcome.status !== 'ok') throw outcome.error ?? new Error(outcome.status);
    }
  }
  await transport.close();
}

const run = await measure(scale, wholeRun);
const documentMajor = await measure(roughScale, (fake) => documentMajorOrder(fake));

const loads = mostLoads(names.length, iterations);
const slowestSlot = Math.ceil(setSize / slots) * documentMs;
/** Loads, and for every model and iteration the slot with the most documents; nothing for checks, sampling or analysis. */
const lowerBound = (loads * swapMs + names.length * iterations * slowestSlot) / 1000;
console.log(
  JSON.stringify(
    {
      bench: 'scheduling',
      cpu: cpus()[0]?.model ?? '',
      node: process.version,
      scale,
      lowerBoundSeconds: lowerBound,
      run: { ...run, ratioToLowerBound: run.seconds / lowerBound },
      documentMajorOneIteration: documentMajor,
      documentMajorToRun: (documentMajor.seconds * iterations) / run.seconds,
      expectedLoads: loads,
    },
    null,
    2,
  ),
);
