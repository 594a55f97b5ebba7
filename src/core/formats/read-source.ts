import { open, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '#shared/errors.ts';

/** Where bytes come from: a file, an entry of an archive, or memory. `open` may be called more than once. */
export interface ReadSource {
  /** Shown in messages and used for ids; a path or a file name. */
  readonly name: string;
  /** Bytes, or null where not known before reading. */
  readonly size: number | null;
  /** Bytes in order. A chunk is good until the next is asked for: its memory is used again. */
  open(): AsyncIterable<Uint8Array>;
  /** Bytes `[start, end)`, for formats that keep their index at the end. */
  slice(start: number, end: number): Promise<Uint8Array>;
  /** The file of that name beside this one (brat pairs, labels.json), or null. */
  sibling(name: string): Promise<ReadSource | null>;
}

/** Small enough that a block's text and rows stay young garbage and near the processor. */
const chunkBytes = 1 << 18;

/**
 * A file on disk, read in chunks of 256 KiB.
 * @throws {AppError} FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function fileSource(path: string): Promise<ReadSource> {
  let size: number;
  try {
    const facts = await stat(path);
    if (!facts.isFile()) throw new AppError('FILE_UNREADABLE', `${path} is not a file`);
    size = facts.size;
  } catch (error) {
    throw readFailure(path, error);
  }
  return {
    name: path,
    size,
    open: () => readChunks(path),
    slice: async (start, end) => {
      const handle = await open(path, 'r').catch((error: unknown) => {
        throw readFailure(path, error);
      });
      try {
        const bytes = new Uint8Array(end - start);
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
        return bytes.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    },
    sibling: async (name) => {
      const other = join(dirname(path), basename(name));
      const facts = await stat(other).catch(() => null);
      return facts?.isFile() === true ? fileSource(other) : null;
    },
  };
}

/** Bytes in memory, for tests, archives and drops. `siblings` maps file names to bytes. */
export function bytesSource(
  name: string,
  bytes: Uint8Array,
  siblings: ReadonlyMap<string, Uint8Array> = new Map(),
): ReadSource {
  return {
    name,
    size: bytes.length,
    open: async function* () {
      for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
    },
    slice: async (start, end) => bytes.subarray(start, end),
    sibling: async (other) => {
      const found = siblings.get(basename(other));
      return found === undefined ? null : bytesSource(basename(other), found, siblings);
    },
  };
}

async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  try {
    const handle = await open(path, 'r');
    try {
      const chunk = new Uint8Array(chunkBytes);
      for (;;) {
        const { bytesRead } = await handle.read(chunk, 0, chunkBytes);
        if (bytesRead === 0) return;
        yield chunk.subarray(0, bytesRead);
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw readFailure(path, error);
  }
}

function readFailure(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof AppError) return error;
  if (error.code === 'ENOENT')
    return new AppError('FILE_NOT_FOUND', `There is no file ${path}`, {
      action: 'Check the path.',
      cause: error,
    });
  return new AppError('FILE_UNREADABLE', `${path} could not be read (${String(error.code)})`, {
    action: 'Check that the file may be read.',
    cause: error,
  });
}

/** Bytes from which formats are guessed; a shorter head is a whole file. */
export const headBytes = 1 << 18;

/** The first `limit` bytes, for sniffing. */
export async function readHead(source: ReadSource, limit = headBytes): Promise<Uint8Array> {
  const end = source.size === null ? limit : Math.min(limit, source.size);
  return source.slice(0, end);
}
