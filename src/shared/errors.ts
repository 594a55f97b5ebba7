/**
 * Every failure the product plans for. Anything else that is thrown is a bug and is reported as INTERNAL.
 * The codes are part of the public surface: the CLI prints them with --json, the renderer switches on them.
 */
export const errorCodes = [
  'INVALID_ARGUMENT',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'CONFLICT',
  'CANCELLED',
  'FILE_NOT_FOUND',
  'FILE_UNREADABLE',
  'FILE_TOO_LARGE',
  'DISK_FULL',
  'FORMAT_UNKNOWN',
  'FORMAT_INVALID',
  'ENCODING_UNKNOWN',
  'SCHEMA_EMPTY',
  'STORE_TOO_NEW',
  'STORE_LOCKED',
  'STORE_DAMAGED',
  'NO_DOCUMENTS',
  'TOO_FEW_ANNOTATORS',
  'ANNOTATOR_UNKNOWN',
  'RUN_ACTIVE',
  'RUN_PAUSED',
  'LLM_UNREACHABLE',
  'LLM_TIMEOUT',
  'LLM_BUSY',
  'LLM_OUT_OF_MEMORY',
  'LLM_AUTH',
  'LLM_QUOTA',
  'LLM_MODEL_MISSING',
  'LLM_NOT_A_SERVER',
  'LLM_CONTEXT_OVERFLOW',
  'LLM_INVALID_ANSWER',
  'LLM_REFUSED',
  'LLM_WEDGED',
  'LLM_BAD_REQUEST',
  'PRIVACY_BLOCKED',
  'COST_CAP',
  'KEY_MISSING',
  'UNSUPPORTED',
  'INTERNAL',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export type Result<T, E = AppError> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** What crosses a process border: structured clone and JSON drop classes. */
export interface ErrorData {
  readonly code: ErrorCode;
  /** What happened, with the place (file, line, field, host), in one sentence. */
  readonly message: string;
  /** What the user can do about it, in one sentence. */
  readonly action?: string;
  /** Technical detail for "Copy details"; never holds a secret or document text. */
  readonly detail?: string;
}

/** A failure we planned for; anything else that is thrown is a bug. */
export class AppError extends Error {
  override readonly name: string = 'AppError';
  readonly code: ErrorCode;
  readonly action: string | undefined;
  readonly detail: string | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: ErrorOptions & { action?: string | undefined; detail?: string | undefined } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.action = options.action;
    this.detail = options.detail;
  }

  toData(): ErrorData {
    return {
      code: this.code,
      message: this.message,
      ...(this.action === undefined ? {} : { action: this.action }),
      ...(this.detail === undefined ? {} : { detail: this.detail }),
    };
  }

  static fromData(data: ErrorData): AppError {
    return new AppError(data.code, data.message, { action: data.action, detail: data.detail });
  }
}

/** True for the DOMException / Error that an AbortSignal throws: neither a failure nor a bug. */
export function isAbortError(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === 'AbortError' || (error instanceof AppError && error.code === 'CANCELLED'))
  );
}

/** Turns anything thrown into data that may be shown; unknown errors keep their message as detail. */
export function toErrorData(error: unknown): ErrorData {
  if (error instanceof AppError) return error.toData();
  if (isAbortError(error)) return { code: 'CANCELLED', message: 'The operation was cancelled.' };
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    code: 'INTERNAL',
    message: 'Something went wrong inside DiZiNER.',
    action: 'Copy the details and report them; your project is safe.',
    detail,
  };
}
