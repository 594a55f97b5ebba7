import { describe, expect, it } from 'vitest';
import { measuredBytes, slowWords } from '#core/ollama/measured-load.ts';
import { fitTogether, fitVerdict, memoryFit, memoryNeed, modelShape } from '#core/ollama/memory-fit.ts';
import { judgeVersion } from '#core/ollama/version-gate.ts';
import { boustrophedon, mostLoads } from '#core/ollama/model-order.ts';

const gib = 1024 ** 3;
const llama = { blockCount: 32, headCountKv: 8, headDim: 128 };

describe('memoryNeed', () => {
  it('gives the worked example: llama3.1:8b with 4 slots of 4096 tokens needs 2.1 GB of cache', () => {
    // 2 · 32 · 8 · 128 · 2 B = 128 KiB per token, times 16384 tokens = 2 GiB
    const need = memoryNeed(4.9e9, llama, 4096, 4);
    expect(need.cacheBytes).toBe(2 * gib);
    expect(need.buffersBytes).toBe(1.25 * gib);
    expect(need.needBytes).toBe(4.9e9 + 3.25 * gib);
  });
  it('has small buffers up to 4096 tokens and large ones above 32768', () => {
    expect(memoryNeed(0, llama, 4096, 1).buffersBytes).toBe(0.5 * gib);
    expect(memoryNeed(0, llama, 32_768, 1).buffersBytes).toBe(1.25 * gib);
    expect(memoryNeed(0, llama, 32_768, 2).buffersBytes).toBe(3.25 * gib);
  });
  it('takes 0.53 of the cache with q8_0', () => {
    expect(
      memoryNeed(0, llama, 4096, 1, 'q8_0').cacheBytes / memoryNeed(0, llama, 4096, 1).cacheBytes,
    ).toBeCloseTo(0.53, 6);
  });
});

describe('modelShape', () => {
  const info = {
    'general.architecture': 'x',
    'x.block_count': 32,
    'x.attention.head_count': 32,
    'x.attention.head_count_kv': 8,
    'x.embedding_length': 4096,
  };
  it('derives the head size from the width, unless the model names it', () => {
    expect(modelShape({ info })).toEqual(llama);
    expect(modelShape({ info: { ...info, 'x.attention.key_length': 256 } })).toEqual({
      ...llama,
      headDim: 256,
    });
  });
  it('takes the largest of values given per block', () => {
    expect(modelShape({ info: { ...info, 'x.attention.head_count_kv': [2, 8, 4] } })?.headCountKv).toBe(8);
  });
  it('is unknown when the server does not tell', () => {
    expect(modelShape({ info: {} })).toBeNull();
  });
});

describe('the verdict', () => {
  it('fits in 80 % of free memory, is tight up to all there is, else too large', () => {
    expect(fitVerdict(8e9, 10e9, 16e9)).toBe('fits');
    expect(fitVerdict(8.1e9, 10e9, 16e9)).toBe('split');
    expect(fitVerdict(17e9, 10e9, 16e9)).toBe('too-large');
  });
  it('explains itself, and a measured size replaces the estimate', () => {
    const need = memoryNeed(4.9e9, llama, 4096, 1);
    const fit = memoryFit(need, { freeBytes: 10 * 1024 ** 3, totalBytes: 16 * 1024 ** 3 }, 12 * 1024 ** 3);
    expect(fit).toMatchObject({ needBytes: 12 * 1024 ** 3, measured: true, verdict: 'split' });
    expect(fit.explanation).toContain('12.0 GB needed (measured), 10.0 GB free of 16.0 GB');
  });
  it('all models stay loaded only if count and sum allow it', () => {
    expect(fitTogether([3e9, 3e9], 10e9, 3)).toBe(true);
    expect(fitTogether([3e9, 6e9], 10e9, 3)).toBe(false);
    expect(fitTogether([1, 1, 1, 1], 10e9, 3)).toBe(false);
  });
});

describe('what was measured', () => {
  const load = (numCtx: number, bytes: number) => ({ digest: 'd', numCtx, bytes, gpuShare: 1, at: 0 });

  const perToken = (numCtx: number): number => 1e9 + numCtx * 100_000;

  it('counts for the same context or a shorter one, the nearest first', () => {
    const loads = [load(32_768, 9e9), load(8192, 6e9), load(2048, 5e9)];
    expect(measuredBytes(loads, 8192, perToken)).toBe(6e9);
    expect(measuredBytes(loads, 4096, perToken)).toBe(6e9);
    expect(measuredBytes(loads, 16_384, perToken)).toBe(9e9);
    expect(measuredBytes([], 2048, perToken)).toBeUndefined();
  });

  it('counts for a longer context with what the estimates differ by', () => {
    expect(measuredBytes([load(2048, 5e9)], 8192, perToken)).toBe(5e9 + 6144 * 100_000);
    expect(measuredBytes([load(2048, 5e9)], 8192, () => 0)).toBe(5e9);
  });

  it('is worth a warning below 95 % in GPU memory', () => {
    expect([null, 1, 0.95].map(slowWords)).toEqual([null, null, null]);
    expect(slowWords(0.62)).toBe('partly on the CPU, 62 % in GPU memory: slow');
    expect(slowWords(0)).toBe('on the CPU: slow');
  });
});

describe('judgeVersion', () => {
  it.each([
    ['0.12.5', 'too-old'],
    ['0.12.6', 'update-advised'],
    ['0.31.1', 'update-advised'],
    ['0.31.2', 'update-recommended'],
    ['0.32.15', 'ok'],
    ['0.33.0-rc2', 'ok'],
    ['1.0.0', 'ok'],
    ['0.0.0', 'ok'],
    ['dev', 'ok'],
  ] as const)('%s: %s', (version, verdict) => {
    expect(judgeVersion(version)).toBe(verdict);
  });
});

describe('the order of models', () => {
  it('turns around each iteration, so the last loaded model goes first', () => {
    expect([0, 1, 2].map((iteration) => boustrophedon(['a', 'b', 'c'], iteration).join(''))).toEqual([
      'abc',
      'cba',
      'abc',
    ]);
    expect(mostLoads(8, 6)).toBe(43);
  });
});
