import type { z } from 'zod';
import { AppError } from '#shared/errors.ts';

/** Validates what commander collected. @throws {AppError} INVALID_ARGUMENT naming the flag */
export function parseFlags<T extends z.ZodType>(schema: T, raw: unknown): z.output<T> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  // The innermost name is the flag's: settings of the analysis lie one level down.
  const name = issue?.path.findLast((part) => typeof part === 'string') ?? '';
  throw new AppError('INVALID_ARGUMENT', `${flagName(name)}: ${issue?.message ?? 'invalid value'}`, {
    action: 'See "diziner <command> --help".',
  });
}

/** `labelNames` is `--label-names` on the command line. */
export const flagName = (option: string): string =>
  `--${option.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;
