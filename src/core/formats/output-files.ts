import { createHash, type Hash } from 'node:crypto';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OutputChunk } from './writer.ts';

export interface WrittenFile {
  /** Relative to the folder written into. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Writes the pieces of an output into a folder.
 * @param nameOf the name of a piece's file in the folder
 */
export async function writeChunks(
  chunks: AsyncIterable<OutputChunk>,
  folder: string,
  nameOf: (path: string) => string,
): Promise<WrittenFile[]> {
  const files: WrittenFile[] = [];
  let open: OpenFile | null = null;
  await mkdir(folder, { recursive: true });
  try {
    for await (const { path, data } of chunks) {
      if (open?.path !== path) {
        if (open !== null) files.push(await open.close());
        open = await openFile(folder, path, nameOf(path));
      }
      await open.write(data);
    }
    if (open !== null) files.push(await open.close());
    return files;
  } catch (error) {
    await open?.close().catch(() => undefined);
    throw error;
  }
}

interface OpenFile {
  readonly path: string;
  write(data: string | Uint8Array): Promise<void>;
  close(): Promise<WrittenFile>;
}

/** Small writes are gathered: a system call for each record would cost more than making it. */
async function openFile(folder: string, path: string, name: string): Promise<OpenFile> {
  const place = join(folder, name);
  await mkdir(dirname(place), { recursive: true });
  const handle: FileHandle = await open(place, 'w');
  const hash: Hash = createHash('sha256');
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let bytes = 0;
  const flush = async (): Promise<void> => {
    if (waitingBytes === 0) return;
    const block = Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
    hash.update(block);
    bytes += block.length;
    await handle.writeFile(block);
  };
  return {
    path,
    async write(data) {
      const block = typeof data === 'string' ? Buffer.from(data, 'utf8') : data;
      waiting.push(block);
      waitingBytes += block.length;
      if (waitingBytes > 1 << 18) await flush();
    },
    async close() {
      try {
        await flush();
        await handle.sync();
      } finally {
        await handle.close();
      }
      return { path: name, bytes, sha256: hash.digest('hex') };
    },
  };
}
