import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportOptions } from '#core/formats/describe-file.ts';
import { readFiles } from '#core/formats/read-files.ts';
import type { RowBatch, RowOptions } from './import-rows.ts';
import { readInThread } from './reader-thread.ts';
import { rowsOf, type RowRun } from './row-run.ts';

/** Bytes from which a thread of its own pays: starting one takes about as long as reading this much. */
const threadBytes = 2 << 20;
/** What is packed unfolds to a multiple. */
const packed = /\.(zip|xlsx|parquet|spacy)$/i;
const packedFactor = 10;

/**
 * Reads files and folders into rows for the store, large ones in a thread of their own, which begins at once: the caller
 * writes meanwhile. Where it is read makes no difference to what comes out.
 * @throws {AppError} (while iterating) what `readFiles` and `readInThread` throw
 */
export function readRows(paths: readonly string[], read: ImportOptions, rows: RowOptions): RowRun {
  const started = isLarge(paths).then((large) =>
    large ? readInThread(paths, read, rows) : rowsOf(readFiles(paths, read), rows),
  );
  // Whoever iterates gets the failure; nobody may.
  started.catch(() => undefined);
  let run: RowRun | null = null;
  async function* batches(): AsyncGenerator<RowBatch> {
    run = await started;
    yield* run.batches;
  }
  return {
    batches: batches(),
    report: () => run?.report() ?? { files: [] },
    close: async () => (await started).close(),
  };
}

async function isLarge(paths: readonly string[]): Promise<boolean> {
  let bytes = 0;
  for (const path of paths) {
    bytes += await bytesOf(path, threadBytes - bytes);
    if (bytes >= threadBytes) return true;
  }
  return false;
}

/** Stops counting at `enough`. What is not there counts nothing: the reader says so. */
async function bytesOf(path: string, enough: number, depth = 0): Promise<number> {
  const facts = await stat(path).catch(() => null);
  if (facts === null) return 0;
  if (!facts.isDirectory()) return facts.size * (packed.test(path) ? packedFactor : 1);
  if (depth > maxDepth) return 0;
  let bytes = 0;
  for (const name of await readdir(path).catch(() => [])) {
    if (bytes < enough) bytes += await bytesOf(join(path, name), enough - bytes, depth + 1);
  }
  return bytes;
}

const maxDepth = 20;
