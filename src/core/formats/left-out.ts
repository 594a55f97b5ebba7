import type { AppError, ErrorCode } from '#shared/errors.ts';
import type { ReadItem } from './reader.ts';

/** In a folder or an archive, files that fail in these ways are set aside and the others read. */
const skippable: ReadonlySet<ErrorCode> = new Set([
  'FORMAT_INVALID',
  'ENCODING_UNKNOWN',
  'FILE_TOO_LARGE',
  'FILE_UNREADABLE',
]);

export const isSkippable = (error: AppError): boolean => skippable.has(error.code);

/** How a file that was set aside stands in the report. */
export function leftOut(error: AppError, file: string): ReadItem {
  return {
    kind: 'quarantined',
    line: 0,
    why: `the file was left out: ${error.message}${error.action === undefined ? '' : `. ${error.action}`}`,
    text: file,
  };
}
