import type { z } from 'zod';
import { AppError } from '#shared/errors.ts';

/** Validates what commander collected. @throws {AppError} INVALID_ARGUMENT naming the flag */
export function parseFlags<T extends z.ZodType>(schema: T, raw: unknown): z.output<T> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const flag = `--${String(issue?.path[0] ?? '').replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;
  throw new AppError('INVALID_ARGUMENT', `${flag}: ${issue?.message ?? 'invalid value'}`, {
    action: 'See "diziner <command> --help".',
  });
}
