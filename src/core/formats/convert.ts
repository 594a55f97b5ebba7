import type { FormatId } from './format-info.ts';
import type { ImportReport } from './import-report.ts';
import type { ImportOptions } from './describe-file.ts';
import { nothingRead } from './nothing-read.ts';
import { readFiles, type NamedDocument } from './read-files.ts';
import { writeExport, type ExportOptions, type ExportResult } from './write-export.ts';

export interface ConvertOptions {
  readonly read?: ImportOptions;
  readonly write?: ExportOptions;
}

export interface ConvertReport {
  readonly import: ImportReport;
  readonly export: ExportResult;
}

/**
 * Format to format in one pass, through the same readers and writers as everything else.
 * @throws {AppError} NO_DOCUMENTS (nothing is written then), what `readFiles` and `writeExport` throw
 */
export async function convert(
  inPaths: readonly string[],
  to: FormatId,
  out: string,
  options: ConvertOptions = {},
): Promise<ConvertReport> {
  const run = readFiles(inPaths, options.read);
  async function* documents(): AsyncGenerator<NamedDocument> {
    let any = false;
    for await (const batch of run.batches) {
      any ||= batch.documents.length > 0;
      yield* batch.documents;
    }
    // Thrown into the writer, so that it takes back what it began.
    if (!any) throw nothingRead(run.report(), inPaths, 'Nothing was written.');
  }
  const written = await writeExport(to, documents(), out, options.write);
  return { import: run.report(), export: written };
}
