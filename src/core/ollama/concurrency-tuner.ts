export interface ConcurrencyTuner {
  /** Calls to keep in flight now. */
  readonly level: number;
  /** A document ended at this time (milliseconds). */
  done(now: number): void;
}

/** Documents per level before it is judged. */
const sampleSize = 8;

/**
 * Finds how many calls a server of unknown slots takes (llm-protocols 4.8): starts at 2 and goes up one by one as long
 * as throughput grows by more than 10 %, at most to 8; the last step that did not pay is taken back.
 */
export function createConcurrencyTuner(start = 2, most = 8): ConcurrencyTuner {
  let level = Math.min(start, most);
  let settled = level >= most;
  let best = 0;
  let first: number | undefined;
  let count = 0;
  return {
    get level() {
      return level;
    },
    done: (now) => {
      if (settled) return;
      if (first === undefined) {
        first = now;
        return;
      }
      count += 1;
      if (count < sampleSize) return;
      const perMs = count / Math.max(1, now - first);
      [first, count] = [now, 0];
      if (perMs > best * 1.1) {
        best = perMs;
        if (level < most) level += 1;
        else settled = true;
      } else {
        level = Math.max(start, level - 1);
        settled = true;
      }
    },
  };
}
