import { AppError, toErrorData } from '#shared/errors.ts';
import { backoffMs } from '#core/llm/retry-policy.ts';
import { canResume } from './pull-errors.ts';
import { pullModel, type PullDeps } from './pull-model.ts';

export type PullState = 'queued' | 'pulling' | 'verifying' | 'done' | 'failed' | 'cancelled' | 'stalled';

/** One download as it is shown. Bytes and milliseconds. */
export interface PullItem {
  readonly model: string;
  readonly state: PullState;
  readonly completedBytes: number;
  readonly totalBytes: number | null;
  readonly bytesPerSecond: number | null;
  readonly etaMs: number | null;
  /** What happened and what to do, for failed and stalled downloads; "" otherwise. */
  readonly message: string;
}

export interface PullQueueDeps extends PullDeps {
  readonly onChange: (items: readonly PullItem[]) => void;
  /** Uniform in [0, 1), for jitter only. */
  readonly random?: () => number;
  readonly retryBaseMs?: number;
}

export interface PullQueue {
  /** Queues a download; one that failed or was cancelled continues where it stopped. */
  add(model: string, expectedBytes?: number): void;
  cancel(model: string): void;
  items(): readonly PullItem[];
  /** Sum over all downloads that are not cancelled or failed. */
  total(): { readonly completedBytes: number; readonly totalBytes: number | null };
  /** Settles when nothing is queued or running. */
  idle(): Promise<void>;
  /** Cancels everything. */
  close(): Promise<void>;
}

const tries = 4;
const waiting: Omit<PullItem, 'model'> = {
  state: 'queued',
  completedBytes: 0,
  totalBytes: null,
  bytesPerSecond: null,
  etaMs: null,
  message: '',
};

/** Downloads one model after another, resumes lost connections by itself, and shows one total. */
export function createPullQueue(deps: PullQueueDeps): PullQueue {
  const entries = new Map<string, { item: PullItem; expected: number | null; stop: AbortController }>();
  let working: Promise<void> | undefined;
  const items = (): readonly PullItem[] => [...entries.values()].map((entry) => entry.item);
  const update = (model: string, change: Partial<PullItem>): void => {
    const entry = entries.get(model);
    if (entry === undefined) return;
    entry.item = { ...entry.item, ...change };
    deps.onChange(items());
  };

  async function one(model: string): Promise<void> {
    const entry = entries.get(model);
    if (entry === undefined) return;
    const { signal } = entry.stop;
    for (let attempt = 1; ; attempt += 1) {
      try {
        update(model, { state: 'pulling', message: '' });
        await pullModel(
          deps,
          model,
          entry.expected,
          (phase, progress) => {
            const message = phase === 'stalled' ? 'Nothing has arrived for a while; still waiting.' : '';
            update(model, { state: phase, message, ...progress });
          },
          signal,
        );
        const { totalBytes } = entry.item;
        update(model, {
          state: 'done',
          etaMs: 0,
          bytesPerSecond: null,
          message: '',
          completedBytes: totalBytes ?? 0,
        });
        return;
      } catch (error) {
        if (signal.aborted) {
          update(model, { state: 'cancelled', bytesPerSecond: null, etaMs: null, message: '' });
          return;
        }
        const isLast = attempt >= tries || !(error instanceof AppError) || !canResume(error);
        if (isLast) {
          update(model, {
            state: 'failed',
            bytesPerSecond: null,
            etaMs: null,
            message: inWords(error),
          });
          return;
        }
        update(model, { state: 'stalled', message: `${inWords(error)} Trying again.` });
        try {
          await deps.clock.sleep(
            backoffMs(attempt, deps.random ?? Math.random, deps.retryBaseMs ?? 2_000),
            signal,
          );
        } catch {
          update(model, { state: 'cancelled', bytesPerSecond: null, etaMs: null, message: '' });
          return;
        }
      }
    }
  }

  async function work(): Promise<void> {
    for (;;) {
      const next = items().find((item) => item.state === 'queued');
      if (next === undefined) break;
      await one(next.model);
    }
    working = undefined;
  }

  const queue: PullQueue = {
    add: (model, expectedBytes) => {
      const { state } = entries.get(model)?.item ?? { state: 'failed' as PullState };
      if (state === 'queued' || state === 'pulling' || state === 'verifying' || state === 'stalled') return;
      entries.set(model, {
        item: { model, ...waiting, totalBytes: expectedBytes ?? null },
        expected: expectedBytes ?? null,
        stop: new AbortController(),
      });
      deps.onChange(items());
      working ??= work();
    },
    cancel: (model) => {
      const entry = entries.get(model);
      if (entry === undefined) return;
      if (entry.item.state === 'queued') update(model, { state: 'cancelled' });
      entry.stop.abort();
    },
    items,
    total: () => {
      const counted = items().filter((item) => item.state !== 'cancelled' && item.state !== 'failed');
      const known = counted.every((item) => item.totalBytes !== null);
      return {
        completedBytes: counted.reduce((sum, item) => sum + item.completedBytes, 0),
        totalBytes: known ? counted.reduce((sum, item) => sum + (item.totalBytes ?? 0), 0) : null,
      };
    },
    idle: async () => {
      await working;
    },
    close: async () => {
      for (const { item } of entries.values()) queue.cancel(item.model);
      await working;
    },
  };
  return queue;
}

function inWords(error: unknown): string {
  const { message, action } = toErrorData(error);
  return action === undefined ? message : `${message} ${action}`;
}
