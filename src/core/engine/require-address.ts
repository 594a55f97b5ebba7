import { originOf } from '#shared/domain/address.ts';
import { AppError } from '#shared/errors.ts';

/** @returns its origin @throws {AppError} INVALID_ARGUMENT */
export function requireAddress(url: string): string {
  const origin = originOf(url);
  if (origin !== null) return origin;
  throw new AppError('INVALID_ARGUMENT', `"${url}" is not an address.`, {
    action: 'Give a full address, for example https://api.openai.com/v1.',
  });
}
