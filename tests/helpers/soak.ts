import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { pick } from '#fakes/hash.ts';
import type { Clock } from '#core/llm/clock.ts';
import type { FakeOllama } from '#fakes/fake-ollama.ts';
import type { FaultMode } from '#fakes/fault-queue.ts';

/** Faults a server recovers from; the answers of the others end a model or a run, which is tested elsewhere. */
export const passingFaults: readonly FaultMode[] = [
  'latency',
  'swapCost',
  'queue503',
  'reset',
  'cutMidStream',
  'endNoDone',
  'doneFalse',
  'errorLine',
  'truncated',
  'whitespaceLoop',
  'repeatLoop',
  'hangBeforeHeaders',
  'hangMidBody',
  'crash500',
  'oom500',
  'badNdjson',
  '500',
  '502html',
  '429',
  'malformedJson',
  'fenced',
  'proseWrap',
  'thinkLeak',
];

/** A fault of these kinds every minute of the clock, the same ones for the same seed, until cancelled. */
export function faultEveryMinute(
  fake: FakeOllama,
  clock: Clock,
  modes: readonly FaultMode[],
  seed: string,
): { count(): number; cancel(): void } {
  let faults = 0;
  let cancel = (): void => undefined;
  const plan = (): void => {
    fake.fault({ mode: pick(modes, seed, (faults += 1)) });
    cancel = clock.schedule(60_000, plan);
  };
  plan();
  return { count: () => faults, cancel: () => cancel() };
}

/** What is still reachable, in bytes: the heap after a full collection, which `heapUsed` alone does not tell. */
export function reachableHeap(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}

/** Sockets and timers this process holds. */
export function openResources(): number {
  return process.getActiveResourcesInfo().filter((name) => /socket|tcp|timeout/iu.test(name)).length;
}

/**
 * Growth per step of a series: the median of the slopes between all pairs (Theil 1950, Sen 1968), which a few outliers
 * do not move. 0 for fewer than two values.
 */
export function growthPerStep(values: readonly number[]): number {
  const slopes = values.flatMap((from, i) => values.slice(i + 1).map((to, gap) => (to - from) / (gap + 1)));
  slopes.sort((a, b) => a - b);
  const middle = Math.floor(slopes.length / 2);
  const upper = slopes[middle] ?? 0;
  return slopes.length % 2 === 1 ? upper : ((slopes[middle - 1] ?? 0) + upper) / 2;
}

/** The series without its first third, in which caches and compiled code fill up. */
export function settled(values: readonly number[]): readonly number[] {
  return values.slice(Math.floor(values.length / 3));
}
