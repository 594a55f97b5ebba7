import { AppError } from '#shared/errors.ts';
import type { Clock } from './clock.ts';

export interface CallLimits {
  /** Milliseconds until the first event. */
  readonly firstMs: number;
  /** Longest silence after the first event. */
  readonly idleMs: number;
  readonly totalMs: number;
}

export interface CallDeadline {
  /** Aborts when the caller aborts, a deadline passes or `end` is called. */
  readonly signal: AbortSignal;
  /** The deadline that was missed, if one was. */
  missed(): AppError | undefined;
  /** Something arrived. */
  progress(): void;
  /** The call is over: closes the connection if it is still open. */
  end(): void;
}

/** A timer this late did not fire because the computer slept: the wait starts anew. */
const sleptMs = 15_000;

/**
 * First-event, silence and total deadlines of one call, on the injected clock's ticks: setting the computer's time
 * changes nothing, and a deadline that passed while the computer slept is not held against the server.
 */
export function startDeadline(
  clock: Clock,
  limits: CallLimits,
  parent: AbortSignal,
  what: string,
): CallDeadline {
  const controller = new AbortController();
  let missed: AppError | undefined;
  let last: number | undefined;
  const miss = (message: string): void => {
    missed = new AppError('LLM_TIMEOUT', `${what}: ${message}.`, {
      action:
        'The model may be too large for this computer, or the server is busy; try again or pick a smaller model.',
    });
    controller.abort(missed);
  };
  const onParent = (): void => controller.abort(parent.reason);
  if (parent.aborted) onParent();
  parent.addEventListener('abort', onParent, { once: true });
  const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;
  /** Runs `action` after `ms` of waking time. @returns cancels it */
  const awakeTimer = (ms: number, action: () => void): (() => void) => {
    const due = clock.ticks() + ms;
    let cancel = clock.schedule(ms, () => {
      if (clock.ticks() - due < sleptMs) action();
      else cancel = awakeTimer(ms, action);
    });
    return () => cancel();
  };
  let cancelWatch = awakeTimer(limits.firstMs, () => miss(`no answer within ${seconds(limits.firstMs)}`));
  const cancelTotal = awakeTimer(limits.totalMs, () =>
    miss(`not finished within ${seconds(limits.totalMs)}`),
  );
  const watch = (ms: number): void => {
    cancelWatch = awakeTimer(ms, () => {
      const silent = clock.ticks() - (last ?? 0);
      if (silent >= limits.idleMs) miss(`silent for ${seconds(limits.idleMs)}`);
      else watch(limits.idleMs - silent);
    });
  };
  return {
    signal: controller.signal,
    missed: () => missed,
    progress: () => {
      const first = last === undefined;
      last = clock.ticks();
      if (!first) return;
      cancelWatch();
      watch(limits.idleMs);
    },
    end: () => {
      cancelWatch();
      cancelTotal();
      parent.removeEventListener('abort', onParent);
      controller.abort();
    },
  };
}
