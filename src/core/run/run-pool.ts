import { createBreather } from './breathe.ts';

/**
 * Works through `items` in order with at most `concurrency` at once. Stops taking new items when `drain` aborts or one
 * fails; waits for those in flight; then throws the first failure.
 */
export async function runPool<T>(
  items: Iterable<T>,
  concurrency: number,
  drain: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const failures: unknown[] = [];
  // Built-in annotators compute without ever waiting; the window's calls must get through all the same.
  const breathe = createBreather();
  const worker = async (): Promise<void> => {
    while (!drain.aborted && failures.length === 0) {
      const next = iterator.next();
      if (next.done === true) return;
      try {
        await work(next.value);
        await breathe();
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, worker));
  if (failures.length > 0) throw failures[0];
}
