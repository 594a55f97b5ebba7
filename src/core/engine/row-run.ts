import type { ImportReport } from '#core/formats/import-report.ts';
import type { ImportRun } from '#core/formats/read-files.ts';
import { createRowCollector, type RowBatch, type RowOptions } from './import-rows.ts';

/** As `ImportRun`, with the documents as the store takes them. */
export interface RowRun {
  /** In the order of the files, the last one perhaps empty; iterate once. */
  readonly batches: AsyncIterable<RowBatch>;
  /** What was found; complete when `batches` has ended or failed. */
  report(): ImportReport;
  /** Ends the reading, if `batches` was not iterated to its end; harmless otherwise. */
  close(): Promise<void>;
}

/** Makes rows of documents in the calling thread. */
export function rowsOf(run: ImportRun, options: RowOptions): RowRun {
  async function* batches(): AsyncGenerator<RowBatch> {
    const collector = createRowCollector(options);
    for await (const { file, documents } of run.batches)
      for (const document of documents) {
        collector.add(file, document);
        if (collector.isFull()) yield collector.take();
      }
    yield collector.take();
  }
  return { batches: batches(), report: () => run.report(), close: async () => undefined };
}
