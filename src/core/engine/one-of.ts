import { AppError } from '#shared/errors.ts';

/** A choice out of names; undefined where none was made or "auto". @throws {AppError} INVALID_ARGUMENT naming them all */
export function oneOf<T extends string>(
  what: string,
  value: string | undefined,
  allowed: readonly T[],
): T | undefined {
  if (value === undefined || value === 'auto') return undefined;
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) {
    throw new AppError('INVALID_ARGUMENT', `There is no ${what} "${value}".`, {
      action: `Choose one of: ${allowed.join(', ')}.`,
    });
  }
  return found;
}
