import type { ErrorData } from '#shared/errors.ts';
import type { ImportOptions } from '#core/formats/describe-file.ts';
import type { ImportReport } from '#core/formats/import-report.ts';
import type { RowBatch, RowOptions } from './import-rows.ts';

/** What a reader thread gets at its start. */
export interface ReaderTask {
  readonly paths: readonly string[];
  readonly read: Omit<ImportOptions, 'signal'>;
  readonly rows: RowOptions;
}

/**
 * Batches that may be on their way: one is written, one waits, one is read. The reader rests when they are out and goes
 * on with every `next`.
 */
export const batchesInFlight = 3;

export type ToReader = 'next';
export type FromReader =
  | { readonly kind: 'batch'; readonly batch: RowBatch }
  | { readonly kind: 'end'; readonly report: ImportReport }
  /** `planned` is null where the failure is a bug; then `thrown` is the error, as far as it can be copied. */
  | {
      readonly kind: 'failure';
      readonly report: ImportReport;
      readonly planned: ErrorData | null;
      readonly thrown: unknown;
    };
