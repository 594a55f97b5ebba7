/** What a model file took up when it was in memory with one context length; belongs to the digest, not to the name. */
export interface MeasuredLoad {
  readonly digest: string;
  readonly numCtx: number;
  /** Bytes in memory, as the server reported them. */
  readonly bytes: number;
  /** Share of them in GPU memory, 0…1. */
  readonly gpuShare: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Where measurements are kept: the newest per digest and context length. */
export interface LoadStore {
  of(digest: string): readonly MeasuredLoad[];
  put(load: MeasuredLoad): void;
}

/**
 * Bytes a model takes with a context of `numCtx` tokens, as far as they were measured: with the shortest context that is
 * at least as long (a longer one takes more); else with the longest shorter one, plus what the estimates for both differ
 * by. undefined where nothing was measured.
 * @param estimate bytes needed with a context, by the formula
 */
export function measuredBytes(
  loads: readonly MeasuredLoad[],
  numCtx: number,
  estimate: (numCtx: number) => number,
): number | undefined {
  const ascending = loads.toSorted((a, b) => a.numCtx - b.numCtx);
  const enough = ascending.find((load) => load.numCtx >= numCtx);
  if (enough !== undefined) return enough.bytes;
  const shorter = ascending.at(-1);
  if (shorter === undefined) return undefined;
  return shorter.bytes + Math.max(0, estimate(numCtx) - estimate(shorter.numCtx));
}

/** Below this share in GPU memory a model is worth a warning (llm-protocols 4.9). */
export const enoughGpuShare = 0.95;

/** Why a loaded model is slower than it could be; null where it is not. */
export function slowWords(gpuShare: number | null): string | null {
  if (gpuShare === null || gpuShare >= enoughGpuShare) return null;
  if (gpuShare === 0) return 'on the CPU: slow';
  return `partly on the CPU, ${Math.round(gpuShare * 100)} % in GPU memory: slow`;
}
