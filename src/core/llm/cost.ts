import type { LlmUsage } from './llm-client.ts';

/** US dollars per million tokens; from the dated catalogue in resources, or the user's own. */
export interface ModelPrice {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
}

/** Where no price is known: 0.001 $ per 1000 tokens (method.md 7.4). */
export const unknownPrice: ModelPrice = { input: 1, cachedInput: 1, output: 1 };

/** Cost of a call in US dollars. Reasoning tokens are part of the output tokens and are not added again. */
export function callCostUsd(usage: LlmUsage, price: ModelPrice): number {
  const fresh = Math.max(0, usage.inputTokens - usage.cachedInputTokens);
  return (
    (fresh * price.input + usage.cachedInputTokens * price.cachedInput + usage.outputTokens * price.output) /
    1e6
  );
}

/** Expected output of a supervisor call: max(500, min(input / 5, 32000)) tokens (method.md 7.4). */
export function expectedOutputTokens(inputTokens: number): number {
  return Math.max(500, Math.min(inputTokens / 5, 32_000));
}

/** Estimate before a call in US dollars, as if nothing were cached. */
export function estimateCostUsd(inputTokens: number, price: ModelPrice): number {
  return (inputTokens * price.input + expectedOutputTokens(inputTokens) * price.output) / 1e6;
}
