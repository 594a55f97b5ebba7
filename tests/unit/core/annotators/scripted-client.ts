import type { LlmClient, LlmOutcome, LlmRequest } from '#core/llm/llm-client.ts';
import { noTimings, noUsage } from '#core/llm/outcome.ts';
import { AppError } from '#shared/errors.ts';
import type { ErrorCode } from '#shared/errors.ts';

export type ScriptedAnswer =
  string | Partial<LlmOutcome> | ((request: LlmRequest) => string | Partial<LlmOutcome>);

export interface ScriptedClient extends LlmClient {
  readonly requests: LlmRequest[];
}

/** A client that gives the scripted answers in order; a call beyond the script is an error of the test. */
export function scriptedClient(...script: ScriptedAnswer[]): ScriptedClient {
  const requests: LlmRequest[] = [];
  return {
    provider: 'ollama',
    baseUrl: 'http://127.0.0.1:0',
    requests,
    complete: async (request, signal) => {
      signal.throwIfAborted();
      const step = script[requests.length];
      requests.push(request);
      if (step === undefined) throw new Error(`unexpected call ${String(requests.length)}`);
      const answer = typeof step === 'function' ? step(request) : step;
      return {
        status: 'ok',
        text: '',
        usage: { ...noUsage, inputTokens: 100, outputTokens: 10 },
        timings: { ...noTimings, totalMs: 5 },
        attempts: 1,
        servedModel: 'model@1',
        mode: 'ollama-format',
        ...(typeof answer === 'string' ? { text: answer } : answer),
      };
    },
  };
}

export function failure(status: LlmOutcome['status'], code: ErrorCode, text = ''): Partial<LlmOutcome> {
  return { status, text, error: new AppError(code, `It failed: ${code}.`) };
}
