import { AppError } from '#shared/errors.ts';

const full: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const unreachable: Readonly<Record<string, string>> = {
  ENOENT: 'the folder or file does not exist',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EROFS: 'the disk is read-only',
  EIO: 'the disk reports an error',
  ENAMETOOLONG: 'the name is too long',
};

/** Translates the file system's codes into planned failures that name the path; leaves everything else as it is. */
export function asFileError(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  const what = path ?? 'A file';
  const options = { cause: error, detail: `${code}: ${error.message}` };
  if (full.has(code)) {
    return new AppError('DISK_FULL', `${what} can't be written: the disk is full.`, {
      ...options,
      action: 'Free some space, then try again; everything finished so far is stored.',
    });
  }
  const why = unreachable[code];
  if (why === undefined) return error;
  return new AppError('FILE_UNREADABLE', `${what} can't be used: ${why} (${code}).`, {
    ...options,
    action: 'Check the path and its permissions, or choose another place.',
  });
}
