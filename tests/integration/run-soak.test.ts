import { afterEach, describe, expect, it } from 'vitest';
import { votes } from '#shared/domain/annotator.ts';
import { createClock, type Clock } from '#core/llm/clock.ts';
import { executeRun } from '#core/run/execute-run.ts';
import { retryFailedUnits } from '#core/run/retry-failed.ts';
import { startRun } from '#core/run/start-run.ts';
import { listIterations, type RunRow } from '#core/store/run-table.ts';
import { readUnits } from '#core/store/unit-table.ts';
import { startFakeOllama } from '#fakes/fake-ollama.ts';
import { fakeModel } from '#fakes/ollama-model.ts';
import { runCorpus, runLexicon } from '../helpers/run-corpus.ts';
import {
  freshSignals,
  goOn,
  labDeps,
  labModels,
  labProject,
  labSettings,
  startAndRun,
} from '../helpers/run-lab.ts';
import {
  faultEveryMinute,
  growthPerStep,
  openResources,
  passingFaults,
  reachableHeap,
  settled,
} from '../helpers/soak.ts';

const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** One real millisecond is one second of the fake: twelve hours take about 45 seconds. SOAK_HOURS=48 runs longer. */
const hours = Number(process.env['SOAK_HOURS'] ?? 12);
const scale = 1000;

const modes = [...passingFaults, 'remoteAnswer', '401', '200html'] as const;

/** Waits of the client in real milliseconds; the fake's minutes are as short. */
const limits = {
  firstMs: 300,
  idleMs: 200,
  preloadMs: 500,
  preloadMsPerGb: 0,
  recoverMs: 300,
  retryBaseMs: 2,
  prefillTokensPerSecond: 1e9,
  outputTokensPerSecond: 1e5,
};

describe(`whole runs for ${hours} scaled hours with a fault every minute`, () => {
  it('complete, lose no answer, leak no slot and keep memory flat', async () => {
    const clock = createClock(scale);
    const names = ['a:8b', 'b:8b', 'c:8b'];
    const fake = await startFakeOllama({
      clock,
      models: names.map((name) => fakeModel(name)),
      lexicon: runLexicon,
      maxLoaded: 1,
      numParallel: 2,
      swapPenaltyMs: 20_000,
      outputTokensPerSecond: 20,
      prefillLagMs: 2_000,
      chunkChars: Infinity,
      recordLimit: 50,
    });
    const annotatorIds = names.map((name) => `ollama:${name}`);
    const project = labProject({ annotators: annotatorIds, documents: runCorpus(80) });
    const { models, close } = labModels({ ollamaUrl: fake.url, ollamaLimits: limits });
    open.push(() => fake.close(), project.close, close);
    const deps = labDeps(project.db, models);
    const settings = labSettings({ annotatorIds, supervisor: { kind: 'rules' }, iterations: 2, setSize: 6 });
    const end = clock.ticks() + hours * 3_600_000;
    const faults = faultEveryMinute(fake, clock, modes, 'run soak');
    open.push(() => faults.cancel());
    let runs = 0;
    let pauses = 0;
    const heap: number[] = [];
    const resources: number[] = [];
    const sample = (): void => {
      heap.push(reachableHeap());
      resources.push(openResources());
    };
    while (clock.ticks() < end) {
      let run: RunRow = await startAndRun(deps, settings);
      // A pause has a reason, and going on ends it; so may a second look at what failed.
      for (let rest = 0; run.state !== 'done' && rest < 60; rest += 1) {
        expect(run.state).toBe('paused');
        expect(run.reason).toMatch(/\S/u);
        pauses += 1;
        sample();
        if (/no document has answers/u.test(run.reason ?? '')) retryFailedUnits(project.db, run.runKey);
        run = await goOn(deps, run);
      }
      expect(run, run.reason ?? '').toMatchObject({ state: 'done' });
      const rounds = listIterations(project.db, run.runKey);
      expect(rounds).toHaveLength(3);
      for (const round of rounds) {
        const units = readUnits(project.db, run.runKey, round.iteration);
        expect(units).toHaveLength(names.length * 6);
        for (const unit of units) {
          expect(unit.state).not.toBe('queued');
          if (votes(unit.state)) expect(unit.raw.length).toBeGreaterThan(0);
          else expect(unit.error?.message).toMatch(/\S/u);
        }
      }
      runs += 1;
      expect(fake.stats.inFlight, 'a call is still under way between two runs').toBe(0);
      sample();
    }
    faults.cancel();
    expect(runs).toBeGreaterThan(0);
    expect(faults.count()).toBeGreaterThanOrEqual(Math.floor(hours * 20)); // timers fire late on a busy machine
    await expect.poll(() => fake.stats.inFlight, { timeout: 5_000 }).toBe(0);
    const growth = growthPerStep(settled(heap));
    console.info(
      JSON.stringify({
        soak: hours,
        runs,
        pauses,
        faults: faults.count(),
        answers: fake.stats.answers,
        bytesPerRest: Math.round(growth),
        heapMb: heap.map((bytes) => Math.round(bytes / 1e5) / 10),
        resources,
      }),
    );
    expect(growth).toBeLessThan(150_000);
    expect(growthPerStep(settled(resources))).toBeLessThan(0.5);
  }, 300_000);
});

describe('the clock of the computer', () => {
  /** A clock whose wall time the test can set, and whose ticks jump when the computer "slept". */
  function movable(): Clock & {
    readonly setTime: (byMs: number) => void;
    readonly sleepFor: (ms: number) => void;
  } {
    const base = createClock();
    let wall = 0;
    let slept = 0;
    return {
      now: () => base.now() + wall + slept,
      ticks: () => base.ticks() + slept,
      sleep: (ms, signal) => base.sleep(ms, signal),
      schedule: (ms, action) => base.schedule(ms, action),
      setTime: (byMs) => (wall += byMs),
      sleepFor: (ms) => (slept += ms),
    };
  }

  it.each([
    ['set forward by a day', (clock: ReturnType<typeof movable>) => clock.setTime(86_400_000)],
    ['set back by a day', (clock: ReturnType<typeof movable>) => clock.setTime(-86_400_000)],
    ['after eight hours of sleep', (clock: ReturnType<typeof movable>) => clock.sleepFor(8 * 3_600_000)],
  ])('%s in the middle of answers changes nothing about the run', async (_, jump) => {
    const clock = movable();
    let asked = 0;
    const fake = await startFakeOllama({
      models: ['a:1b', 'b:1b'].map((name) => fakeModel(name)),
      lexicon: runLexicon,
      numParallel: 2,
      brain: (call) => {
        if (/Note/u.test(call.turns[0]?.content ?? '') && (asked += 1) % 3 === 0) jump(clock);
        return undefined;
      },
    });
    const annotatorIds = ['ollama:a:1b', 'ollama:b:1b'];
    const project = labProject({ annotators: annotatorIds, documents: runCorpus(30) });
    const { models, close } = labModels({ ollamaUrl: fake.url, clock });
    open.push(() => fake.close(), project.close, close);
    const deps = labDeps(project.db, models, { now: () => new Date(clock.now()).toISOString() });
    const run = startRun(
      project.db,
      labSettings({ annotatorIds, supervisor: { kind: 'rules' }, iterations: 1, setSize: 6 }),
      deps,
    );
    const ended = await executeRun(deps, run.runKey, freshSignals());
    expect(ended, ended.reason ?? '').toMatchObject({ state: 'done' });
    for (const iteration of [0, 1]) {
      expect(readUnits(project.db, run.runKey, iteration).every((unit) => votes(unit.state))).toBe(true);
    }
    expect(asked).toBe(2 * 2 * 6);
  });
});
