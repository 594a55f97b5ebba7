import { describe, expect, it } from 'vitest';
import { createConcurrencyTuner, type ConcurrencyTuner } from '#core/ollama/concurrency-tuner.ts';

interface Simulated {
  /** Slots of the server at this time (milliseconds). */
  readonly slots: (now: number) => number;
  /** Milliseconds one document takes in a slot. */
  readonly duration?: (document: number) => number;
  /** Calls in flight above which the server complains. */
  readonly busyAbove?: number;
}

/**
 * A server with slots and a client that keeps `tuner.level` documents in flight, event by event.
 * @returns time at the end, the highest level and how long (ms) each level was in use
 */
function simulate(
  tuner: ConcurrencyTuner,
  documents: number,
  server: Simulated,
  start = 0,
): { readonly now: number; readonly peak: number; readonly levels: number[] } {
  const duration = server.duration ?? (() => 100);
  const inSlots: number[] = []; // times at which documents end
  let now = start;
  let queued = 0;
  let begun = 0;
  const levels: number[] = [];
  tuner.begin();
  const advance = (): void => {
    while (begun < documents && inSlots.length + queued < tuner.level) {
      tuner.began();
      begun += 1;
      queued += 1;
      if (inSlots.length + queued > (server.busyAbove ?? Infinity)) tuner.busy();
    }
    while (queued > 0 && inSlots.length < server.slots(now)) {
      queued -= 1;
      inSlots.push(now + duration(begun - queued));
      inSlots.sort((a, b) => a - b);
    }
  };
  for (let ended = 0; ended < documents; ended += 1) {
    advance();
    now = inSlots.shift() ?? now;
    tuner.ended(now);
    levels.push(tuner.level);
  }
  return { now, peak: Math.max(...levels), levels };
}

describe('createConcurrencyTuner', () => {
  it('settles at the number of slots, between 2 and 8', () => {
    const settled = [1, 2, 3, 4, 6, 20].map((slots) => {
      const tuner = createConcurrencyTuner();
      simulate(tuner, 200, { slots: () => slots });
      return tuner.level;
    });
    expect(settled).toEqual([2, 2, 3, 4, 6, 8]);
  });

  it('does so too when documents take from half to one and a half times as long as the mean', () => {
    const tuner = createConcurrencyTuner({ start: 4, most: 64, growth: 'double' });
    simulate(tuner, 1000, { slots: () => 32, duration: (document) => 50 + ((document * 37) % 100) });
    expect(tuner.level).toBe(32);
  });

  it('goes on from what earlier passes learnt, and time spent on other models does not count', () => {
    const tuner = createConcurrencyTuner();
    let now = 0;
    for (let pass = 0; pass < 6; pass += 1) {
      ({ now } = simulate(tuner, 25, { slots: () => 4 }, now));
      now += 3_600_000;
    }
    expect(tuner.level).toBe(4);
  });

  it('never judges the end of a pass, where slots run empty', () => {
    const tuner = createConcurrencyTuner();
    // 8 + 1 documents fill the first sample just as the pass ends: no document begins after it.
    simulate(tuner, 9, { slots: () => 4 });
    expect(tuner.level).toBe(2);
  });

  it('does not credit a new level with documents of the old one', () => {
    const tuner = createConcurrencyTuner({ start: 2, most: 4, growth: 'double' });
    let now = 0;
    const document = (ms: number): void => {
      tuner.began();
      tuner.ended((now += ms));
    };
    for (let index = 0; index < 9; index += 1) document(100);
    tuner.began();
    expect(tuner.level).toBe(4);
    // The two of the old level end at once; the level itself is no faster than before.
    for (const ms of [1, 1, 100, 100, 100, 100, 100, 100, 100, 100]) document(ms);
    tuner.began();
    expect(tuner.level).toBe(2);
  });

  it('halves when the server complains, once per round, and comes to rest below the complaints', () => {
    const tuner = createConcurrencyTuner({ start: 8, most: 64, growth: 'double' });
    const { levels } = simulate(tuner, 600, { slots: () => 64, busyAbove: 20 });
    expect(levels).toContain(16);
    expect(Math.min(...levels)).toBeGreaterThanOrEqual(8);
    expect(tuner.level).toBeLessThanOrEqual(20);
    expect(tuner.level).toBeGreaterThan(12);
  });

  it('asks again after a while: a shared server may have become faster', () => {
    const tuner = createConcurrencyTuner({ start: 4, most: 64, growth: 'double' });
    const { now } = simulate(tuner, 400, { slots: () => 4 });
    expect(tuner.level).toBe(4);
    simulate(tuner, 2000, { slots: () => 32 }, now);
    expect(tuner.level).toBe(32);
  });

  it('stays within its limits, also when they are one', () => {
    const tuner = createConcurrencyTuner({ start: 4, most: 1, growth: 'double' });
    tuner.busy();
    const { peak } = simulate(tuner, 100, { slots: () => 8 });
    expect([tuner.level, peak]).toEqual([1, 1]);
  });
});
