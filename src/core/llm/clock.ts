/** Time as the product sees it; passed in so that tests can run hours in seconds. All values are milliseconds. */
export interface Clock {
  /** Milliseconds since the epoch; for records, never for measuring: the user or the network may set it. */
  now(): number;
  /** Milliseconds since some start, never going back; for every deadline and duration. */
  ticks(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Runs `action` after `ms` unless the returned function is called before. */
  schedule(ms: number, action: () => void): () => void;
}

/** Node fires timers above this at once (2^31 - 1 ms). */
const maxTimerMs = 2_147_483_647;

/**
 * A clock that runs `scale` times faster than the wall clock (1000: one real millisecond is one second).
 * @param scale > 0; 1 is real time
 */
export function createClock(scale = 1): Clock {
  const realStart = performance.now();
  const start = Date.now();
  const schedule = (ms: number, action: () => void): (() => void) => {
    const timer = setTimeout(action, Math.min(maxTimerMs, Math.max(0, ms / scale)));
    return () => clearTimeout(timer);
  };
  return {
    ticks: () => performance.now() * scale,
    now: () => (scale === 1 ? Date.now() : start + (performance.now() - realStart) * scale),
    schedule,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const fail = (): void => {
          cancel();
          reject(abortReason(signal));
        };
        const cancel = schedule(ms, () => {
          signal?.removeEventListener('abort', fail);
          resolve();
        });
        if (signal?.aborted === true) fail();
        else signal?.addEventListener('abort', fail, { once: true });
      }),
  };
}

export const systemClock: Clock = createClock();

/** What an aborted wait throws: the signal's own reason where it is an error, else a plain AbortError. */
export function abortReason(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new DOMException('The operation was aborted.', 'AbortError');
}

/** Waits for a promise no longer than the signal allows; what the promise stands for goes on. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const fail = (): void => reject(abortReason(signal));
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', fail));
  });
}
