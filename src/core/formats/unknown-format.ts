import { AppError } from '#shared/errors.ts';
import { formatIds } from './format-info.ts';

export function unknownFormat(id: string): AppError {
  return new AppError('FORMAT_UNKNOWN', `There is no format called "${id}"`, {
    action: `Use one of: ${formatIds.join(', ')}.`,
  });
}
