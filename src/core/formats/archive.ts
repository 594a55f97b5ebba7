import { unzipSync, type UnzipFileFilter } from 'fflate';
import { AppError } from '#shared/errors.ts';
import { limits } from './limits.ts';
import { bytesSource, type ReadSource } from './read-source.ts';

/** What was unpacked so far of an archive and the archives in it. */
export interface Unpacked {
  bytes: number;
  entries: number;
}

/**
 * Files of a zip archive, unpacked in memory within `limits`. Names that point outside the archive are refused:
 * nothing is ever written under them, but an archive that tries is not to be trusted.
 * @param wanted which files are unpacked; default all
 * @param unpacked goes on counting where the archive lies in another one
 * @throws {AppError} FORMAT_INVALID, FILE_TOO_LARGE
 */
export function unzip(
  bytes: Uint8Array,
  name: string,
  wanted?: (path: string) => boolean,
  unpacked: Unpacked = { bytes: 0, entries: 0 },
): Map<string, Uint8Array> {
  const refused: AppError[] = [];
  const files = open(bytes, name, (file) => {
    if (refused.length > 0) return false;
    unpacked.entries++;
    const isWanted = !file.name.endsWith('/') && (wanted?.(file.name) ?? true);
    if (isWanted) unpacked.bytes += file.originalSize;
    const problem = problemWith(file, name, unpacked, isWanted);
    if (problem !== null) refused.push(problem);
    return problem === null && isWanted;
  });
  if (refused[0] !== undefined) throw refused[0];
  return new Map(Object.entries(files));
}

/** Names of the files of an archive; nothing is unpacked. @throws {AppError} FORMAT_INVALID */
export function zipNames(bytes: Uint8Array, name: string): readonly string[] {
  const names: string[] = [];
  open(bytes, name, (file) => {
    if (names.length <= limits.archiveEntries && !file.name.endsWith('/')) names.push(file.name);
    return false;
  });
  return names;
}

function open(bytes: Uint8Array, name: string, filter: UnzipFileFilter): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter });
  } catch (cause) {
    throw new AppError('FORMAT_INVALID', `${name} is not a readable zip archive`, {
      action: 'The archive may be cut or damaged; export or download it again.',
      cause,
    });
  }
}

function problemWith(
  file: { readonly name: string; readonly size: number; readonly originalSize: number },
  archive: string,
  { bytes, entries }: Unpacked,
  isWanted: boolean,
): AppError | null {
  if (isOutside(file.name))
    return new AppError(
      'FORMAT_INVALID',
      `${archive} holds a file that points outside the archive: ${file.name}`,
      {
        action: 'Do not use this archive.',
      },
    );
  const bomb = isWanted && file.originalSize > 1 << 20 && file.originalSize > file.size * limits.unpackRatio;
  if (!bomb && bytes <= limits.unpacked && entries <= limits.archiveEntries) return null;
  return new AppError('FILE_TOO_LARGE', `${archive} unpacks to more than is allowed (${file.name})`, {
    action: 'An archive may hold 128 MB and 20,000 files; unpack a trusted one by hand and import its files.',
  });
}

function isOutside(path: string): boolean {
  return (
    path.startsWith('/') ||
    path.startsWith('\\') ||
    /^[a-zA-Z]:/.test(path) ||
    path.split(/[\\/]/).includes('..') ||
    path.includes('\0')
  );
}

/** The archive's files as sources that find each other as siblings. */
export function archiveSources(files: ReadonlyMap<string, Uint8Array>, archive: string): ReadSource[] {
  return [...files].map(([path, bytes]) => {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    return {
      ...bytesSource(`${archive}/${path}`, bytes),
      sibling: async (other: string) => {
        const found = files.get(folder + other);
        return found === undefined ? null : bytesSource(`${archive}/${folder}${other}`, found);
      },
    };
  });
}
