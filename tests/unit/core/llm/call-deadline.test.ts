import { describe, expect, it } from 'vitest';
import { startDeadline, type CallDeadline } from '#core/llm/call-deadline.ts';
import { createClock, type Clock } from '#core/llm/clock.ts';

/** A clock moved by hand; `sleep(ms)` of the computer lets time pass without timers firing. */
function manualClock(): Clock & {
  advance(ms: number): void;
  suspend(ms: number): void;
  setDate(ms: number): void;
} {
  let ticks = 0;
  let date = 0;
  let timers: { at: number; run: () => void }[] = [];
  const fire = (): void => {
    for (;;) {
      const due = timers.filter((timer) => timer.at <= ticks).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) return;
      timers = timers.filter((timer) => timer !== due);
      due.run();
    }
  };
  return {
    now: () => date + ticks,
    ticks: () => ticks,
    schedule: (ms, run) => {
      const timer = { at: ticks + ms, run };
      timers.push(timer);
      return () => (timers = timers.filter((other) => other !== timer));
    },
    sleep: () => Promise.reject(new Error('not used here')),
    advance: (ms) => {
      for (let step = 0; step < ms; step += 1) {
        ticks += 1;
        fire();
      }
    },
    suspend: (ms) => {
      ticks += ms;
      fire();
    },
    setDate: (ms) => (date = ms),
  };
}

const start = (): { clock: ReturnType<typeof manualClock>; deadline: CallDeadline } => {
  const clock = manualClock();
  const limits = { firstMs: 1000, idleMs: 500, totalMs: 3000 };
  return { clock, deadline: startDeadline(clock, limits, new AbortController().signal, 'test') };
};

describe('startDeadline', () => {
  it('ends a call whose first event is late', () => {
    const { clock, deadline } = start();
    clock.advance(999);
    expect(deadline.signal.aborted).toBe(false);
    clock.advance(1);
    expect(deadline.missed()).toMatchObject({ code: 'LLM_TIMEOUT', message: 'test: no answer within 1 s.' });
  });

  it('ends a call that falls silent, counted from the last event', () => {
    const { clock, deadline } = start();
    clock.advance(900);
    deadline.progress();
    clock.advance(400);
    deadline.progress();
    clock.advance(499);
    expect(deadline.signal.aborted).toBe(false);
    clock.advance(1);
    expect(deadline.missed()?.message).toBe('test: silent for 0.5 s.');
  });

  it('ends a call that drips for ever', () => {
    const { clock, deadline } = start();
    for (let step = 0; step < 30; step += 1) {
      clock.advance(100);
      deadline.progress();
    }
    expect(deadline.missed()?.message).toBe('test: not finished within 3 s.');
  });

  it('is not moved by a change of the computer’s time', () => {
    const { clock, deadline } = start();
    clock.setDate(86_400_000);
    clock.advance(10);
    deadline.progress();
    clock.setDate(-86_400_000);
    clock.advance(400);
    expect(deadline.signal.aborted).toBe(false);
  });

  it('does not hold the computer’s sleep against the server, but still ends the call afterwards', () => {
    const { clock, deadline } = start();
    clock.advance(500);
    clock.suspend(8 * 3_600_000);
    expect(deadline.signal.aborted).toBe(false);
    clock.advance(1000);
    expect(deadline.missed()).toBeDefined();
  });

  it('passes the caller’s abort on and leaves no timer behind', () => {
    const clock = manualClock();
    const caller = new AbortController();
    const deadline = startDeadline(clock, { firstMs: 10, idleMs: 10, totalMs: 10 }, caller.signal, 'test');
    caller.abort(new Error('stopped'));
    expect(deadline.signal.reason).toMatchObject({ message: 'stopped' });
    deadline.end();
    clock.advance(100);
    expect(deadline.missed()).toBeUndefined();
  });
});

describe('createClock', () => {
  it('runs faster by its scale, and an aborted sleep ends at once', async () => {
    const clock = createClock(1000);
    const before = clock.ticks();
    await clock.sleep(20_000);
    expect(clock.ticks() - before).toBeGreaterThanOrEqual(19_000);
    await expect(clock.sleep(1e9, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});
