import type { ErrorCode, ErrorData } from '#shared/errors.ts';

export type BreakerRecord = 'ok' | 'invalid' | 'too-long' | 'transport';

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
  /** Records how one document ended: usable answer, unusable answer, too long for the context, no answer at all; and its error. */
  record(end: BreakerRecord, error?: Pick<ErrorData, 'code' | 'message'>): void;
}

/**
 * Stops a model that does not work (llm-protocols 4.4): more than 30 % unusable answers among its first 20 documents
 * (as soon as the share can no longer fall to 30 %), or 5 transport failures in a row. Documents too long for its context
 * are not its fault; it stops only where its first 20 were nothing else.
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
  let tooLong = 0;
  let reason = '';
  let code: ErrorCode = 'LLM_INVALID_ANSWER';
  const open = (words: string, otherwise: ErrorCode, error?: Pick<ErrorData, 'code' | 'message'>): void => {
    if (reason !== '') return;
    reason = `${words}; the last: ${error?.message ?? 'no reason is known.'}`;
    code = error?.code ?? otherwise;
  };
  return {
    get state() {
      return { open: reason !== '', reason, code };
    },
    record: (end, error) => {
      row = end === 'transport' ? row + 1 : 0;
      switch (end) {
        case 'transport':
          if (row >= transportRow) open(`${row} documents in a row got no answer`, 'LLM_UNREACHABLE', error);
          break;
        case 'too-long':
          tooLong += 1;
          if (tooLong >= window && documents === 0)
            open(`none of its first ${tooLong} documents fits its context`, 'LLM_CONTEXT_OVERFLOW', error);
          break;
        case 'ok':
        case 'invalid':
          documents += 1;
          if (end === 'invalid' && documents <= window) invalid += 1;
          if (invalid > invalidShare * window)
            open(
              `${invalid} of its first ${documents} answers could not be used`,
              'LLM_INVALID_ANSWER',
              error,
            );
      }
    },
  };
}
