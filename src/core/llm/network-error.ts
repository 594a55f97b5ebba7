import { AppError } from '#shared/errors.ts';

/** The AppError among an error's causes (a fetch wrapper's error gets wrapped by client packages), if any. */
export function appErrorIn(error: unknown): AppError | undefined {
  for (let current = error, depth = 0; current instanceof Error && depth < 6; depth += 1) {
    if (current instanceof AppError) return current;
    current = current.cause;
  }
  return undefined;
}

/** The system's code of a network failure (ECONNREFUSED …), "" when unknown. */
export function networkCode(error: unknown): string {
  for (let current: unknown = error, depth = 0; current instanceof Error && depth < 6; depth += 1) {
    const { code } = current as { code?: unknown };
    if (typeof code === 'string' && /^(E[A-Z]+|UND_ERR_\w+)$/u.test(code)) return code;
    current = current instanceof AggregateError ? current.errors[0] : current.cause;
  }
  return '';
}

/** What a failed connection means to the user. */
export function unreachable(baseUrl: string, error: unknown): AppError {
  const known = appErrorIn(error);
  if (known !== undefined) return known;
  const code = networkCode(error);
  const why: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'nothing listens there',
    ECONNRESET: 'the connection was cut',
    ENOTFOUND: 'the host name is unknown',
    EAI_AGAIN: 'the host name could not be looked up',
    UND_ERR_SOCKET: 'the connection was cut',
    UND_ERR_CONNECT_TIMEOUT: 'it did not answer the connection',
    ETIMEDOUT: 'it did not answer the connection',
  };
  return new AppError(
    'LLM_UNREACHABLE',
    `The server at ${baseUrl} cannot be reached: ${why[code] ?? 'the connection failed'}.`,
    {
      action: 'Check that the server runs and that its address is right.',
      detail: code === '' && error instanceof Error ? error.message : code,
      cause: error,
    },
  );
}
