import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '#shared/errors.ts';
import { zipFolder } from './zip-folder.ts';
import { safeFileName } from './safe-file-name.ts';

export interface ReceivedFile {
  /** Absolute path on the host's computer. */
  readonly path: string;
  readonly name: string;
  /** The folder that holds everything of this batch. */
  readonly folder: string;
}

/** Files that go between a browser and the host's computer: uploads in, exports out, nothing else. */
export interface FileExchange {
  /** `batch` groups the files of one pick (brat needs .txt beside .ann); `relativePath` keeps sub-folders. */
  receive(body: Readable, batch: string, relativePath: string): Promise<ReceivedFile>;
  /** A path in the export folder that nothing uses yet. */
  newExportPath(suggestedName: string): Promise<string>;
  isExportPath(path: string): boolean;
  /** The file behind a path in the export folder; follows no link out of it. NOT_FOUND otherwise. */
  openExport(path: string): Promise<{ readonly path: string; readonly bytes: number }>;
  /** Removes what this host has received. */
  dispose(): Promise<void>;
}

const batchPattern = /^[0-9a-f]{16,64}$/;
const dayMs = 24 * 60 * 60 * 1000;

async function removeStale(folder: string, olderThan: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if ((await stat(path)).mtimeMs < olderThan) await rm(path, { recursive: true, force: true });
  }
}

function limitBytes(maxBytes: number): Transform {
  let received = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      if (received > maxBytes) {
        done(new AppError('FILE_TOO_LARGE', `The file is larger than ${maxBytes} bytes.`));
      } else done(null, chunk);
    },
  });
}

export async function createFileExchange(dataDir: string, maxUploadBytes: number): Promise<FileExchange> {
  const uploads = join(dataDir, 'uploads');
  const exports = join(dataDir, 'exports');
  await mkdir(uploads, { recursive: true });
  await mkdir(exports, { recursive: true });
  await removeStale(uploads, Date.now() - dayMs);
  const exportRoot = (await realpath(exports)) + sep;
  const batches = new Set<string>();
  const isExportPath = (path: string): boolean =>
    path.startsWith(exports + sep) && !path.split(/[\\/]/).includes('..');

  return {
    async receive(body, batch, relativePath) {
      if (!batchPattern.test(batch)) {
        throw new AppError('INVALID_ARGUMENT', 'The upload has no valid batch number.');
      }
      const segments = relativePath
        .split(/[\\/]+/)
        .filter((part) => part !== '' && part !== '.' && part !== '..');
      if (segments.length === 0 || segments.length > 16) {
        throw new AppError('INVALID_ARGUMENT', 'The upload has no valid file name.');
      }
      const folder = join(uploads, batch);
      const path = join(folder, ...segments.map(safeFileName));
      batches.add(folder);
      await mkdir(dirname(path), { recursive: true });
      try {
        await pipeline(body, limitBytes(maxUploadBytes), createWriteStream(path, { flags: 'wx' }));
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : undefined;
        if (code === 'EEXIST') {
          throw new AppError('ALREADY_EXISTS', `${basename(path)} was uploaded twice.`, { cause: error });
        }
        await rm(path, { force: true });
        if (code === 'ENOSPC') {
          throw new AppError('DISK_FULL', `The disk is full; ${basename(path)} was not stored.`, {
            cause: error,
          });
        }
        throw error;
      }
      return { path, name: basename(path), folder };
    },
    async newExportPath(suggestedName) {
      const folder = join(exports, randomBytes(8).toString('hex'));
      await mkdir(folder, { recursive: true });
      return join(folder, safeFileName(suggestedName));
    },
    isExportPath,
    async openExport(path) {
      const missing = new AppError('NOT_FOUND', 'There is no such file in the export folder.');
      if (!isExportPath(path)) throw missing;
      const real = await realpath(path).catch(() => null);
      if (real === null || !real.startsWith(exportRoot)) throw missing;
      const info = await stat(real);
      if (info.isFile()) return { path: real, bytes: info.size };
      // A format of many files: the browser gets them in one.
      const packed = info.isDirectory() && real !== exports ? await zipFolder(real) : null;
      if (packed === null) throw missing;
      return { path: packed, bytes: (await stat(packed)).size };
    },
    async dispose() {
      for (const folder of batches) await rm(folder, { recursive: true, force: true });
      batches.clear();
    },
  };
}
