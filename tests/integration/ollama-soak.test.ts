import { afterEach, describe, expect, it } from 'vitest';
import { createClock, systemClock } from '#core/llm/clock.ts';
import { createOllamaClient } from '#core/llm/ollama-client.ts';
import { parseAnswer } from '#core/llm/parse-ladder.ts';
import { boustrophedon } from '#core/ollama/model-order.ts';
import { openModelSession } from '#core/ollama/model-session.ts';
import { startFakeOllama } from '#fakes/fake-ollama.ts';
import { testRequest } from '#fakes/llm-request.ts';
import { createTransport } from '#core/llm/transport.ts';
import { fakeModel } from '#fakes/ollama-model.ts';
import { faultEveryMinute, passingFaults, reachableHeap } from '../helpers/soak.ts';

/** One real millisecond is one second of the fake. SOAK_HOURS=12 runs the long one (45 s); the default is half an hour. */
const scale = 1000;
const hours = Number(process.env['SOAK_HOURS'] ?? 0.5);
const never = new AbortController().signal;
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe(`${hours} scaled hours with a random fault every minute`, () => {
  it('every document gets exactly one good answer, no slot leaks, memory stays flat', async () => {
    const clock = createClock(scale);
    const models = Array.from({ length: 4 }, (_, index) => fakeModel(`model${index}:8b`));
    const names = models.map((model) => model.name);
    const fake = await startFakeOllama({
      clock,
      models,
      maxLoaded: 1,
      numParallel: 2,
      swapPenaltyMs: 20_000,
      outputTokensPerSecond: 20,
      chunkChars: Infinity,
      lexicon: new Map([['London', 'LOC']]),
      recordLimit: 50,
      prefillLagMs: 2_000,
    });
    const transport = createTransport({
      allowedHosts: () => [],
      ledger: () => undefined,
      clock: systemClock,
    });
    closers.push(
      () => transport.close(),
      () => fake.close(),
    );
    // The client's deadlines run on real time, far above what loopback and a busy machine need.
    const client = createOllamaClient({
      baseUrl: fake.url,
      transport,
      random: () => 0.5,
      limits: {
        firstMs: 600,
        idleMs: 400,
        preloadMs: 800,
        recoverMs: 2_000,
        retryBaseMs: 2,
        prefillTokensPerSecond: 1e9,
        outputTokensPerSecond: 1e5,
      },
    });
    const end = clock.ticks() + hours * 3_600_000;
    const faults = faultEveryMinute(fake, clock, passingFaults, 'soak');
    closers.push(async () => faults.cancel());
    let answers = 0;
    let iteration = 0;
    const heap: number[] = [];
    while (clock.ticks() < end) {
      for (const model of boustrophedon(names, iteration)) {
        const session = await openModelSession(
          { model, options: testRequest().options, sizeBytes: 0, keepLoaded: [], jobModels: names },
          { client, clock: systemClock, onActivity: () => undefined },
          never,
        ).catch(() => null);
        if (session === null) continue; // the run would fail these units visibly and go on
        const waiting = Array.from(
          { length: 6 },
          (_, index) => `Iteration ${iteration}, document ${index}: Ada met Charles in London.`,
        );
        const stored = new Map<string, unknown>();
        const worker = async (): Promise<void> => {
          for (let content = waiting.shift(); content !== undefined; content = waiting.shift()) {
            // Faults that were due while a model loaded come in a burst; the run retries failed units just so.
            for (let attempt = 0; attempt < 30 && !stored.has(content); attempt += 1) {
              const turns = [{ role: 'user' as const, content }];
              const outcome = await client.complete(
                testRequest({ model, turns, options: session.options }),
                never,
              );
              const parsed = parseAnswer(outcome.text);
              if (outcome.status === 'ok' && parsed.ok) stored.set(content, parsed.value.value);
            }
          }
        };
        await Promise.all([worker(), worker(), worker()]);
        expect(stored.size).toBe(6);
        answers += stored.size;
      }
      iteration += 1;
      heap.push(reachableHeap());
    }
    expect(faults.count()).toBeGreaterThanOrEqual(Math.floor(hours * 20)); // timers fire late on a busy machine
    expect(answers).toBeGreaterThan(0);
    await expect.poll(() => fake.stats.inFlight, { timeout: 5_000 }).toBe(0);
    // Few rounds: what is reachable may warm up, but not grow with every call. The soak of whole runs looks at the slope.
    expect((heap.at(-1) ?? 0) - (heap[0] ?? 0)).toBeLessThan(10e6);
  }, 180_000);
});
