import type { AppError } from '#shared/errors.ts';
import type { LlmOutcome, LlmStatus, LlmTimings, LlmUsage } from './llm-client.ts';

export const noUsage: LlmUsage = {
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
};
export const noTimings: LlmTimings = { totalMs: 0, loadMs: 0, promptMs: 0, outputMs: 0 };

/** One attempt's end; `retry` says whether the same request may go better later. */
export interface Attempt {
  readonly status: LlmStatus;
  readonly text: string;
  readonly usage: LlmUsage;
  readonly timings: LlmTimings;
  readonly servedModel: string;
  readonly error?: AppError;
  /** Machine-readable cause: busy, crash, oom, timeout, network, length, loop, cloud … */
  readonly reason: string;
  /** Server's wish in milliseconds, from Retry-After. */
  readonly retryAfterMs?: number;
}

export function failedAttempt(
  status: Exclude<LlmStatus, 'ok'>,
  reason: string,
  error: AppError,
  more: Partial<Attempt> = {},
): Attempt {
  return { status, reason, error, text: '', usage: noUsage, timings: noTimings, servedModel: '', ...more };
}

/** @param mode structured-output mode that was asked for */
export function toOutcome(attempt: Attempt, attempts: number, mode: string): LlmOutcome {
  const { status, text, usage, timings, servedModel, error, reason } = attempt;
  return {
    status,
    text,
    usage,
    timings,
    servedModel,
    attempts,
    mode,
    reason,
    ...(error === undefined ? {} : { error }),
  };
}

export function addUsage(a: LlmUsage, b: LlmUsage): LlmUsage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    reasoningTokens: a.reasoningTokens + b.reasoningTokens,
  };
}
