import type { OllamaShow } from '#core/llm/ollama-api.ts';

/** What the KV cache of a model depends on; from /api/show. */
export interface ModelShape {
  readonly blockCount: number;
  readonly headCountKv: number;
  readonly headDim: number;
}

export interface MemoryNeed {
  readonly needBytes: number;
  readonly weightsBytes: number;
  readonly cacheBytes: number;
  readonly buffersBytes: number;
}

export type FitVerdict = 'fits' | 'split' | 'too-large';

const gib = 1024 ** 3;

/** Reads the shape out of model_info; null where the server does not tell. */
export function modelShape(shown: Pick<OllamaShow, 'info'>): ModelShape | null {
  const architecture = shown.info['general.architecture'];
  if (typeof architecture !== 'string') return null;
  const number = (key: string): number | null => {
    const value = shown.info[`${architecture}.${key}`];
    if (typeof value === 'number' && value > 0) return value;
    // Some models list one value per block; the largest is on the safe side.
    const values = Array.isArray(value) ? value.filter((item) => typeof item === 'number') : [];
    return values.length > 0 ? Math.max(...values) : null;
  };
  const blockCount = number('block_count');
  const headCount = number('attention.head_count');
  const headCountKv = number('attention.head_count_kv') ?? headCount;
  const width = number('embedding_length');
  const headDim =
    number('attention.key_length') ?? (width !== null && headCount !== null ? width / headCount : null);
  if (blockCount === null || headCountKv === null || headDim === null) return null;
  return { blockCount, headCountKv, headDim };
}

/**
 * Memory a loaded model takes (llm-protocols 1.7, Ollama's own conservative estimate):
 *   need = weights + 2 · blocks · kvHeads · headDim · numCtx · parallel · 2 B + buffers
 * with a KV cache of 0.53 times that for q8_0, and buffers of 0.5 GiB up to 4096 tokens, 1.25 GiB up to 32768, 3.25 GiB above.
 * @param weightsBytes size of the model file
 */
export function memoryNeed(
  weightsBytes: number,
  shape: ModelShape,
  numCtx: number,
  parallel: number,
  cacheType: 'f16' | 'q8_0' = 'f16',
): MemoryNeed {
  const tokens = numCtx * parallel;
  const factor = cacheType === 'q8_0' ? 0.53 : 1;
  const cacheBytes = Math.round(
    2 * shape.blockCount * shape.headCountKv * shape.headDim * tokens * 2 * factor,
  );
  let buffersBytes = 0.5 * gib;
  if (tokens > 4096) buffersBytes += 0.75 * gib;
  if (tokens > 32_768) buffersBytes += 2 * gib;
  return { needBytes: weightsBytes + cacheBytes + buffersBytes, weightsBytes, cacheBytes, buffersBytes };
}

/** Advice, never a block: fits in 80 % of free memory; split = runs, partly slower or with other programs closed. */
export function fitVerdict(needBytes: number, freeBytes: number, totalBytes: number): FitVerdict {
  if (needBytes <= 0.8 * freeBytes) return 'fits';
  return needBytes <= totalBytes ? 'split' : 'too-large';
}

export interface MemoryFit extends MemoryNeed {
  readonly freeBytes: number;
  readonly verdict: FitVerdict;
  /** True when needBytes is what the server reported for the loaded model. */
  readonly measured: boolean;
  readonly explanation: string;
}

/** Verdict with its reason in words; a measured size takes the place of the estimate. */
export function memoryFit(
  need: MemoryNeed,
  free: { readonly freeBytes: number; readonly totalBytes: number },
  measuredBytes?: number,
): MemoryFit {
  const needBytes = measuredBytes ?? need.needBytes;
  const verdict = fitVerdict(needBytes, free.freeBytes, free.totalBytes);
  // Powers of 1024, as memory is sold: the numbers are those of the computer's own settings.
  const gb = (bytes: number): string => `${(bytes / gib).toFixed(1)} GB`;
  const words: Readonly<Record<FitVerdict, string>> = {
    fits: 'fits',
    split: 'is tight: expect slow answers unless other programs are closed',
    'too-large': 'is more than this computer has: expect it to be very slow or to fail',
  };
  const source = measuredBytes === undefined ? 'estimated' : 'measured';
  return {
    ...need,
    needBytes,
    freeBytes: free.freeBytes,
    verdict,
    measured: measuredBytes !== undefined,
    explanation: `${gb(needBytes)} needed (${source}), ${gb(free.freeBytes)} free of ${gb(free.totalBytes)}: this ${words[verdict]}.`,
  };
}

/** True when all models may stay in memory together (llm-protocols 4.8). */
export function fitTogether(needs: readonly number[], freeBytes: number, maxLoaded: number): boolean {
  return needs.length <= maxLoaded && needs.reduce((sum, need) => sum + need, 0) <= 0.8 * freeBytes;
}
