import { createBreather } from './breathe.ts';

/**
 * Works through `items` in order with at most `limit()` at once (never less than one). The limit is asked for whenever
 * an item begins or ends: workers are added when it has risen, surplus ones end after their item. Stops taking new
 * items when `drain` aborts or one fails; waits for those in flight; then throws the first failure.
 */
export async function runPool<T>(
  items: Iterable<T>,
  limit: () => number,
  drain: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const failures: unknown[] = [];
  // Built-in annotators compute without ever waiting; the window's calls must get through all the same.
  const breathe = createBreather();
  const workers = new Set<Promise<void>>();
  let working = 0;
  let exhausted = false;
  const isOpen = (): boolean => !exhausted && !drain.aborted && failures.length === 0;
  const worker = async (): Promise<void> => {
    while (isOpen() && working <= Math.max(1, limit())) {
      try {
        const next = iterator.next();
        if (next.done === true) {
          exhausted = true;
          break;
        }
        const ended = work(next.value);
        fill();
        await ended;
        await breathe();
      } catch (error) {
        failures.push(error);
      }
    }
    working -= 1;
  };
  const fill = (): void => {
    while (isOpen() && working < Math.max(1, limit())) {
      working += 1;
      const ended: Promise<void> = worker().finally(() => workers.delete(ended));
      workers.add(ended);
    }
  };
  fill();
  while (workers.size > 0) await Promise.all(workers);
  if (failures.length > 0) throw failures[0];
}
