import { describe, expect, it } from 'vitest';
import { runPool } from '#core/run/run-pool.ts';

const never = new AbortController().signal;

/** Work that ends when told to, item by item. */
function gates(): {
  readonly work: (item: number) => Promise<void>;
  readonly running: Map<number, () => void>;
  readonly end: (item: number) => Promise<void>;
} {
  const running = new Map<number, () => void>();
  return {
    running,
    work: (item) =>
      new Promise((resolve) => {
        running.set(item, () => {
          running.delete(item);
          resolve();
        });
      }),
    end: async (item) => {
      running.get(item)?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('runPool', () => {
  it('starts workers as soon as the limit has risen and lets surplus ones end', async () => {
    const { work, running, end } = gates();
    let limit = 2;
    const pool = runPool([0, 1, 2, 3, 4, 5, 6, 7], () => limit, never, work);
    expect([...running.keys()]).toEqual([0, 1]);
    limit = 4;
    await end(0);
    expect([...running.keys()]).toEqual([1, 2, 3, 4]);
    limit = 1;
    await end(1);
    await end(2);
    await end(3);
    expect([...running.keys()]).toEqual([4]);
    await end(4);
    expect([...running.keys()]).toEqual([5]);
    for (const item of [5, 6, 7]) await end(item);
    await pool;
  });

  it('sees a limit that rises because an item begins', async () => {
    const { work, running, end } = gates();
    let limit = 1;
    const pool = runPool(
      [0, 1, 2, 3],
      () => limit,
      never,
      (item) => {
        if (item === 1) limit = 3;
        return work(item);
      },
    );
    await end(0);
    expect([...running.keys()]).toEqual([1, 2, 3]);
    for (const item of [1, 2, 3]) await end(item);
    await pool;
  });

  it('works one at a time where the limit is below one, and takes every item once', async () => {
    const seen: number[] = [];
    let most = 0;
    let now = 0;
    await runPool(
      [1, 2, 3, 4, 5],
      () => 0,
      never,
      async (item) => {
        most = Math.max(most, (now += 1));
        await Promise.resolve();
        seen.push(item);
        now -= 1;
      },
    );
    expect([seen, most]).toEqual([[1, 2, 3, 4, 5], 1]);
  });

  it('takes no new item after a failure, waits for those in flight, and throws the first failure', async () => {
    const { work, running, end } = gates();
    const ended: number[] = [];
    const pool = runPool(
      [0, 1, 2, 3],
      () => 2,
      never,
      async (item) => {
        if (item === 0) throw new Error('first');
        await work(item);
        ended.push(item);
      },
    );
    const outcome = pool.then(
      () => 'no failure',
      (error: unknown) => String(error),
    );
    await new Promise((resolve) => setImmediate(resolve));
    expect([...running.keys()]).toEqual([1]);
    await end(1);
    expect(await outcome).toBe('Error: first');
    expect(ended).toEqual([1]);
  });

  it('takes no new item once draining', async () => {
    const { work, running, end } = gates();
    const drain = new AbortController();
    const pool = runPool([0, 1, 2, 3], () => 2, drain.signal, work);
    drain.abort();
    await end(0);
    await end(1);
    await pool;
    expect(running.size).toBe(0);
  });
});
