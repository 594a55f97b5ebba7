import type { ErrorCode, ErrorData } from '#shared/errors.ts';

export type BreakerRecord = 'ok' | 'invalid' | 'transport';

export interface BreakerState {
  /** True: the model is taken out. */
  readonly open: boolean;
  /** Why, in words for the user; "" while closed. */
  readonly reason: string;
  /** Code of the failures that opened it. */
  readonly code: ErrorCode;
}

export interface CircuitBreaker {
  readonly state: BreakerState;
  /** Records how one document ended: usable answer, unusable answer, no answer at all; and its error, if it has one. */
  record(end: BreakerRecord, error?: Pick<ErrorData, 'code' | 'message'>): void;
}

/**
 * Stops a model that does not work (llm-protocols 4.4): more than 30 % unusable answers among its first 20 documents
 * (as soon as the share can no longer fall to 30 %), or 5 transport failures in a row.
 */
export function createCircuitBreaker(
  limits: { readonly window?: number; readonly invalidShare?: number; readonly transportRow?: number } = {},
): CircuitBreaker {
  const window = limits.window ?? 20;
  const invalidShare = limits.invalidShare ?? 0.3;
  const transportRow = limits.transportRow ?? 5;
  let documents = 0;
  let invalid = 0;
  let row = 0;
  let reason = '';
  let code: ErrorCode = 'LLM_INVALID_ANSWER';
  return {
    get state() {
      return { open: reason !== '', reason, code };
    },
    record: (end, error) => {
      if (end === 'transport') {
        row += 1;
        if (row < transportRow || reason !== '') return;
        reason = `${row} documents in a row got no answer; the last: ${error?.message ?? 'no reason is known.'}`;
        code = error?.code ?? 'LLM_UNREACHABLE';
        return;
      }
      row = 0;
      documents += 1;
      if (documents > window) return;
      if (end === 'invalid') invalid += 1;
      if (invalid > invalidShare * window && reason === '') {
        reason = `${invalid} of its first ${documents} answers could not be used.`;
      }
    },
  };
}
