import type { FormatId } from './format-info.ts';
import type { ImportReport } from './import-report.ts';
import { readFiles, type ImportOptions, type NamedDocument } from './read-files.ts';
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
 * @throws {AppError} what `readFiles` and `writeExport` throw
 */
export async function convert(
  inPaths: readonly string[],
  to: FormatId,
  out: string,
  options: ConvertOptions = {},
): Promise<ConvertReport> {
  const run = readFiles(inPaths, options.read);
  async function* documents(): AsyncGenerator<NamedDocument> {
    for await (const batch of run.batches) yield* batch.documents;
  }
  const written = await writeExport(to, documents(), out, options.write);
  return { import: run.report(), export: written };
}
