import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '#shared/errors.ts';
import { readFiles } from '#core/formats/read-files.ts';
import { batchesInFlight, type FromReader, type ReaderTask } from './reader-protocol.ts';
import { rowsOf } from './row-run.ts';

// The entry of a reader thread: files become rows here; nothing here may load the store's native code.
if (parentPort === null) throw new Error('reader-worker must run in a worker thread');
const port = parentPort;
const task = workerData as ReaderTask;
const post = (message: FromReader): void => port.postMessage(message);

let credit = batchesInFlight;
let wake = (): void => undefined;
port.on('message', () => {
  credit++;
  wake();
});

const run = rowsOf(readFiles(task.paths, task.read), task.rows);
try {
  for await (const batch of run.batches) {
    while (credit === 0) await new Promise<void>((resolve) => (wake = resolve));
    credit--;
    post({ kind: 'batch', batch });
  }
  post({ kind: 'end', report: run.report() });
} catch (error) {
  const planned = error instanceof AppError ? error.toData() : null;
  post({ kind: 'failure', report: run.report(), planned, thrown: planned === null ? error : null });
}
port.close();
