import { basename, extname } from 'node:path';
import { AppError, type ErrorCode } from '#shared/errors.ts';
import { createFreeNames } from '#core/text/free-names.ts';
import { createFileReport, unreadable, type FileReportBuilder, type ImportReport } from './import-report.ts';
import { createIdSet } from './id-set.ts';
import { inputs, type ImportOptions } from './inputs.ts';
import type { ImportedDocument, ReadItem } from './reader.ts';
import { withoutEmptyMarks } from './reference-spans.ts';
import { readerOf } from './registry.ts';

/** In a folder or an archive, files that fail in these ways are set aside and the others read. */
const skippable: ReadonlySet<ErrorCode> = new Set([
  'FORMAT_INVALID',
  'ENCODING_UNKNOWN',
  'FILE_TOO_LARGE',
  'FILE_UNREADABLE',
]);

/** A document with an id that is unique in this import. */
export type NamedDocument = ImportedDocument & { readonly id: string };

export interface ImportRun {
  /** Documents in file order; iterate once. */
  readonly batches: AsyncIterable<{ readonly file: string; readonly documents: readonly NamedDocument[] }>;
  /** What was found so far; complete when `batches` has ended. */
  report(): ImportReport;
}

/**
 * Reads files and folders. Repaired and quarantined rows never stop the import; a file that cannot be read at all
 * does, with a message that names it; inside a folder or an archive it is set aside and listed instead.
 * @throws {AppError} (while iterating) FILE_NOT_FOUND, FORMAT_UNKNOWN, FORMAT_INVALID, ENCODING_UNKNOWN, …
 */
export function readFiles(paths: readonly string[], options: ImportOptions = {}): ImportRun {
  const reports: FileReportBuilder[] = [];
  async function* run(): AsyncGenerator<{ file: string; documents: readonly NamedDocument[] }> {
    const naming = createNaming();
    for await (const { source, format, options: own, isOneOfMany, problem } of inputs(paths, options)) {
      const report = createFileReport(source.name, problem === undefined ? format : unreadable);
      reports.push(report);
      const stem = basename(source.name, extname(source.name));
      let n = 0;
      try {
        if (problem !== undefined) throw problem;
        for await (const batch of readerOf(format)(source, own)) {
          const documents: NamedDocument[] = [];
          for (const found of batch) {
            const item = own.emptyMeans === 'unannotated' ? asUnannotated(found) : found;
            report.add(item);
            if (item.kind !== 'document') continue;
            n++;
            const { id, repaired } = naming(item.document.id, stem, n);
            if (repaired !== null) report.add({ kind: 'repaired', line: 0, what: repaired });
            if (!/\S/.test(item.document.text))
              report.add({ kind: 'repaired', line: 0, what: emptyNote(id) });
            documents.push({ ...item.document, id });
          }
          if (documents.length > 0) yield { file: source.name, documents };
        }
      } catch (error) {
        if (!isOneOfMany || !(error instanceof AppError) || !skippable.has(error.code)) throw error;
        report.add({
          kind: 'quarantined',
          line: 0,
          why: `the file was left out: ${error.message}${error.action === undefined ? '' : `. ${error.action}`}`,
          text: source.name,
        });
      }
    }
  }
  return { batches: run(), report: () => ({ files: reports.map((report) => report.build()) }) };
}

const asUnannotated = (item: ReadItem): ReadItem =>
  item.kind === 'document' ? { ...item, document: withoutEmptyMarks(item.document) } : item;

const emptyNote = (id: string): string =>
  `document ${id} has no text; it is kept, but there is nothing to annotate in it`;

/** Gives ids to documents without one and makes repeated ids unique. */
function createNaming(): (
  id: string | null,
  stem: string,
  n: number,
) => { id: string; repaired: string | null } {
  const seen = createIdSet();
  const freeName = createFreeNames((id) => seen.has(id));
  return (given, stem, n) => {
    const wanted = given ?? `${stem}-${n}`;
    if (seen.add(wanted)) return { id: wanted, repaired: null };
    const id = freeName(wanted);
    seen.add(id);
    return {
      id,
      repaired: given === null ? null : `the id ${wanted} occurs again; the document is called ${id}`,
    };
  };
}
