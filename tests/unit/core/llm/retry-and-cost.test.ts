import { describe, expect, it } from 'vitest';
import { callCostUsd, estimateCostUsd, expectedOutputTokens, unknownPrice } from '#core/llm/cost.ts';
import { chooseNumCtx, chooseNumPredict } from '#core/llm/choose-num-ctx.ts';
import { backoffMs, retryAfterMs } from '#core/llm/retry-policy.ts';
import { estimatePromptTokens, estimateTokens } from '#core/llm/token-estimate.ts';

describe('backoffMs', () => {
  it('is full jitter over 1, 2, 4, 8, 8 … seconds', () => {
    expect([1, 2, 3, 4, 5, 9].map((attempt) => backoffMs(attempt, () => 0))).toEqual([
      1000, 2000, 4000, 8000, 8000, 8000,
    ]);
    expect(backoffMs(3, () => 0.75)).toBe(1000);
  });
});

describe('retryAfterMs', () => {
  const now = Date.parse('2026-11-22T08:00:00Z');
  const of = (headers: Record<string, string>): number | undefined => retryAfterMs(new Headers(headers), now);
  it('reads seconds, milliseconds and dates', () => {
    expect(of({ 'retry-after': '2' })).toBe(2000);
    expect(of({ 'retry-after-ms': '150', 'retry-after': '9' })).toBe(150);
    expect(of({ 'retry-after': 'Sun, 22 Nov 2026 08:00:05 GMT' })).toBe(5000);
  });
  it('is at most a minute and never negative', () => {
    expect(of({ 'retry-after': '3600' })).toBe(60_000);
    expect(of({ 'retry-after': 'Sun, 22 Nov 2026 07:00:00 GMT' })).toBe(0);
  });
  it('is unknown when absent or unreadable', () => {
    expect(of({})).toBeUndefined();
    expect(of({ 'retry-after': 'soon' })).toBeUndefined();
  });
});

describe('cost', () => {
  const price = { input: 0.2, cachedInput: 0.02, output: 1.2 };
  it('counts cached tokens at their own price and reasoning once, inside the output', () => {
    const usage = {
      inputTokens: 20_000,
      cachedInputTokens: 5_000,
      outputTokens: 6_000,
      reasoningTokens: 4_000,
    };
    // (15000·0.2 + 5000·0.02 + 6000·1.2) / 10⁶
    expect(callCostUsd(usage, price)).toBeCloseTo(0.0103, 12);
  });
  it('expects max(500, min(input/5, 32000)) output tokens', () => {
    expect([0, 2_500, 20_000, 1_000_000].map(expectedOutputTokens)).toEqual([500, 500, 4_000, 32_000]);
    expect(estimateCostUsd(20_000, price)).toBeCloseTo(0.0088, 12);
  });
  it('an unknown price is 0.001 $ per thousand tokens', () => {
    expect(
      callCostUsd(
        { inputTokens: 1000, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 },
        unknownPrice,
      ),
    ).toBeCloseTo(0.001, 12);
  });
});

describe('the context length', () => {
  it('is the next step that holds the longest prompt and the answer', () => {
    expect(chooseNumCtx(1_500, 548)).toBe(2048);
    expect(chooseNumCtx(1_501, 548)).toBe(4096);
    expect(chooseNumCtx(30_000, 2_768)).toBe(32_768);
  });
  it('does not exist beyond the largest step or the model', () => {
    expect(chooseNumCtx(40_000, 100)).toBeNull();
    expect(chooseNumCtx(5_000, 100, 4096)).toBeNull();
  });
  it('leaves 25 tokens per expected entity for the answer', () => {
    expect([0, 4, 4.2].map(chooseNumPredict)).toEqual([200, 300, 325]);
  });
});

describe('token estimates', () => {
  it('count UTF-8 bytes, so that other scripts are not underestimated', () => {
    expect(estimateTokens('a'.repeat(32))).toBe(10);
    expect(estimateTokens('日'.repeat(32))).toBe(30);
    expect(estimatePromptTokens('a'.repeat(32), [{ content: 'a'.repeat(32) }])).toBe(36);
  });
});
