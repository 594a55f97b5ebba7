import { Worker } from 'node:worker_threads';
import { AppError } from '#shared/errors.ts';
import type { ImportOptions } from '#core/formats/describe-file.ts';
import type { ImportReport } from '#core/formats/import-report.ts';
import type { RowBatch, RowOptions } from './import-rows.ts';
import { type FromReader, type ReaderTask, type ToReader } from './reader-protocol.ts';
import type { RowRun } from './row-run.ts';
import { workerFile } from './worker-file.ts';

export interface ReaderThreadOptions {
  /** JavaScript memory the reader may take, in MB. Bytes of files and archives lie outside and have limits of their own. */
  readonly heapMb?: number;
  /** Another worker file; tests use a scripted reader. */
  readonly workerUrl?: URL;
}

/**
 * Many times what a corpus takes. Less would not be safer: the cap is only looked at between two calls of
 * the engine's own functions, one that goes beyond it ends the process, and JSON.parse makes 1.5 GB of the worst line
 * that `limits` allow (64 MB of empty objects).
 */
const usualHeapMb = 2048;

/** Room for short-lived objects, in MB: what a main thread has. A thread with a cap gets less and collects too often. */
const youngMb = 48;

/**
 * Reads files in a thread of their own, which begins at once. Batches, report and failures are those of `readFiles` in
 * the calling thread; an abort ends the thread. A file that fills the thread's memory is an error and not the end of
 * the process.
 * @throws {AppError} (while iterating) FILE_TOO_LARGE where the memory did not suffice, and what `readFiles` throws
 */
export function readInThread(
  paths: readonly string[],
  { signal, ...read }: ImportOptions,
  rows: RowOptions,
  {
    heapMb = usualHeapMb,
    workerUrl = workerFile('reader-worker', import.meta.url),
  }: ReaderThreadOptions = {},
): RowRun {
  const task: ReaderTask = { paths, read, rows };
  const worker = new Worker(workerUrl, {
    name: 'reader',
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: youngMb },
  });
  const received: RowBatch[] = [];
  let report: ImportReport = { files: [] };
  let ended = false;
  /** The reader has said its last word: its thread ends by itself. */
  let leaving = false;
  let failure: { readonly error: unknown } | null = null;
  let lastFile: string | null = null;
  let wake = (): void => undefined;

  const fail = (error: unknown): void => {
    failure ??= { error };
    wake();
  };
  const onAbort = (): void => {
    fail(signal?.reason);
    void worker.terminate();
  };
  if (signal?.aborted === true) onAbort();
  else signal?.addEventListener('abort', onAbort, { once: true });
  worker.on('message', (message: FromReader) => {
    leaving = message.kind !== 'batch';
    switch (message.kind) {
      case 'batch':
        received.push(message.batch);
        break;
      case 'end':
        report = message.report;
        ended = true;
        break;
      case 'failure':
        report = message.report;
        fail(message.planned === null ? message.thrown : AppError.fromData(message.planned));
        break;
    }
    wake();
  });
  worker.on('error', (error: unknown) => fail(asReadError(error, paths, lastFile, heapMb)));
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      if (!ended) fail(endedEarly(placeOf(paths, lastFile)));
      resolve();
    });
  });

  const close = async (): Promise<void> => {
    signal?.removeEventListener('abort', onAbort);
    // Ending a thread that is about to end would only race with its own end.
    await (leaving ? exited : worker.terminate());
  };
  async function* batches(): AsyncGenerator<RowBatch> {
    try {
      for (;;) {
        // What was read before a failure is handed out first, as it is without a thread.
        const batch = signal?.aborted === true ? undefined : received.shift();
        if (batch !== undefined) {
          lastFile = batch.parts.at(-1)?.file ?? lastFile;
          worker.postMessage('next' satisfies ToReader);
          yield batch;
        } else if (failure !== null) throw failure.error;
        else if (ended) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      await close();
    }
  }
  return { batches: batches(), report: () => report, close };
}

function endedEarly(place: string): AppError {
  return new AppError('INTERNAL', `The thread that reads ${place} ended before it was done.`, {
    action: 'Try again; if it happens with this file only, its format may be another than it seems.',
  });
}

function asReadError(
  error: unknown,
  paths: readonly string[],
  lastFile: string | null,
  heapMb: number,
): unknown {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_WORKER_OUT_OF_MEMORY')
    return error;
  return new AppError(
    'FILE_TOO_LARGE',
    `Reading ${placeOf(paths, lastFile)} took more than ${heapMb} MB of memory and was ended`,
    {
      action:
        'The file may be damaged, or made to fill the memory. Split it into smaller files, or name its format by hand, then try again.',
      cause: error,
    },
  );
}

/** Which file it was, as far as it is known: the one after the last that gave documents, or that one itself. */
function placeOf(paths: readonly string[], lastFile: string | null): string {
  const [first = ''] = paths;
  return paths.length === 1 ? first : `${lastFile ?? first} or a file after it`;
}
