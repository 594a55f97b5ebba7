/** Progress of one download over all its layers. Bytes and milliseconds. */
export interface PullProgress {
  readonly completedBytes: number;
  /** null until the first layer is known. Layers are announced one after another, so it may grow. */
  readonly totalBytes: number | null;
  readonly bytesPerSecond: number | null;
  readonly etaMs: number | null;
}

const speedWindowMs = 5_000;

/**
 * Adds up layer events. Speed is the mean over the last five seconds; layers that were there already do not count as speed.
 * @param expectedBytes size of the whole download where a catalogue knows it
 */
export function createPullProgress(expectedBytes: number | null): {
  add(
    layer: { readonly digest: string; readonly total: number; readonly completed: number },
    now: number,
  ): boolean;
  at(now: number): PullProgress;
} {
  const layers = new Map<string, { total: number; completed: number }>();
  const samples: { time: number; bytes: number }[] = [];
  let moved = 0; // bytes seen arriving, without what was on disk before
  const sum = (key: 'total' | 'completed'): number =>
    [...layers.values()].reduce((total, layer) => total + layer[key], 0);
  return {
    /** @returns true when bytes arrived */
    add: (layer, now) => {
      const before = layers.get(layer.digest);
      layers.set(layer.digest, { total: layer.total, completed: layer.completed });
      const arrived = before === undefined ? 0 : Math.max(0, layer.completed - before.completed);
      moved += arrived;
      samples.push({ time: now, bytes: moved });
      while (samples.length > 2 && (samples[1]?.time ?? now) < now - speedWindowMs) samples.shift();
      return arrived > 0 || before === undefined;
    },
    at: (now) => {
      const completedBytes = sum('completed');
      const known = sum('total');
      const totalBytes = layers.size === 0 ? expectedBytes : Math.max(known, expectedBytes ?? 0);
      const first = samples[0];
      const elapsed = first === undefined ? 0 : now - first.time;
      const bytesPerSecond =
        first === undefined || elapsed < 100 ? null : ((moved - first.bytes) / elapsed) * 1000;
      const left = totalBytes === null ? null : Math.max(0, totalBytes - completedBytes);
      const etaMs =
        left === null || bytesPerSecond === null || bytesPerSecond <= 0
          ? null
          : (left / bytesPerSecond) * 1000;
      return { completedBytes, totalBytes, bytesPerSecond, etaMs };
    },
  };
}
