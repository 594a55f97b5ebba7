/**
 * Documents per second through the Ollama client against a fake without latency, as JSON on stdout.
 * Run: node bench/llm-client.ts [documents]
 */
import { cpus } from 'node:os';
import { systemClock } from '#core/llm/clock.ts';
import { createOllamaClient } from '#core/llm/ollama-client.ts';
import { createTransport } from '#core/llm/transport.ts';
import { runPool } from '#core/run/run-pool.ts';
import { startFakeOllama } from '#fakes/fake-ollama.ts';
import { testRequest } from '#fakes/llm-request.ts';

const count = Number(process.argv[2] ?? 10_000);
const concurrency = 16;
const fake = await startFakeOllama({
  numParallel: concurrency,
  chunkChars: Infinity,
  recordLimit: 1,
  brain: () => '{"entities":[]}',
});
const transport = createTransport({ allowedHosts: () => [], ledger: () => undefined, clock: systemClock });
const client = createOllamaClient({ baseUrl: fake.url, transport });
const never = new AbortController().signal;
const started = performance.now();
await runPool(
  Array.from({ length: count }, (_, index) => index),
  () => concurrency,
  never,
  async (document) => {
    const turns = [{ role: 'user' as const, content: `Document ${document}: Ada met Charles in London.` }];
    const outcome = await client.complete(testRequest({ turns }), never);
    if (outcome.status !== 'ok') throw outcome.error ?? new Error(outcome.status);
  },
);
const seconds = (performance.now() - started) / 1000;
console.log(
  JSON.stringify({
    bench: 'llm-client',
    cpu: cpus()[0]?.model ?? '',
    node: process.version,
    documents: count,
    concurrency,
    seconds,
    documentsPerSecond: count / seconds,
    heapMb: process.memoryUsage().heapUsed / 1e6,
  }),
);
await transport.close();
await fake.close();
