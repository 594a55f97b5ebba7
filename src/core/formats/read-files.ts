import { basename, extname } from 'node:path';
import { AppError } from '#shared/errors.ts';
import { annotatorInputs, type AnnotatorsInput } from './annotator-inputs.ts';
import { createFileReport, unreadable, type FileReportBuilder, type ImportReport } from './import-report.ts';
import type { ImportOptions } from './describe-file.ts';
import { createNaming, givenNaming } from './document-naming.ts';
import { inputs, type Input } from './inputs.ts';
import { isSkippable, leftOut } from './left-out.ts';
import { readAnnotatorFiles } from './read-annotator-files.ts';
import { readLayered } from './read-layered.ts';
import type { ImportedDocument, ReadItem } from './reader.ts';
import { withoutEmptyMarks } from './reference-spans.ts';
import { readerOf } from './readers.ts';

/** A document with an id, unique in this import unless `ids` is 'given'. */
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
    const naming = options.ids === 'given' ? givenNaming : createNaming();
    const files = options.annotatorFiles === true ? await annotatorInputs(paths, options) : null;
    for await (const input of files ?? inputs(paths, options)) {
      const { file, format, isOneOfMany, items } = opened(input);
      const report = createFileReport(file, format);
      reports.push(report);
      const stem = basename(file, extname(file));
      let n = 0;
      try {
        for await (const batch of items) {
          const documents: NamedDocument[] = [];
          for (const found of batch) {
            const item = options.emptyMeans === 'unannotated' ? asUnannotated(found) : found;
            report.add(item);
            if (item.kind !== 'document') continue;
            n++;
            const { id, repaired } = naming(item.document.id, stem, n);
            if (repaired !== null) report.addRepeatedId(repaired);
            if (!/\S/.test(item.document.text))
              report.add({ kind: 'repaired', line: 0, what: emptyNote(id) });
            documents.push({ ...item.document, id });
          }
          if (documents.length > 0) yield { file, documents };
        }
      } catch (error) {
        if (!isOneOfMany || !(error instanceof AppError) || !isSkippable(error)) throw error;
        report.add(leftOut(error, file));
      }
    }
  }
  return { batches: run(), report: () => ({ files: reports.map((report) => report.build()) }) };
}

interface OpenInput {
  readonly file: string;
  readonly format: string;
  readonly isOneOfMany: boolean;
  readonly items: AsyncIterable<readonly ReadItem[]>;
}

function opened(input: Input | AnnotatorsInput): OpenInput {
  if ('annotators' in input) {
    const format = [...input.annotators.values()][0]?.[0]?.input.format ?? unreadable;
    return { file: input.name, format, isOneOfMany: false, items: readAnnotatorFiles(input) };
  }
  if ('layers' in input) {
    const first = input.layers.flatMap((layer) => layer.inputs).find(({ problem }) => problem === undefined);
    return {
      file: input.name,
      format: first?.format ?? unreadable,
      isOneOfMany: true,
      items: readLayered(input),
    };
  }
  const { source, format, options, isOneOfMany, problem } = input;
  if (problem === undefined)
    return { file: source.name, format, isOneOfMany, items: readerOf(format)(source, options) };
  return { file: source.name, format: unreadable, isOneOfMany, items: failing(problem) };
}

// eslint-disable-next-line require-yield -- a stream that only fails
async function* failing(problem: AppError): AsyncGenerator<readonly ReadItem[]> {
  throw problem;
}

const asUnannotated = (item: ReadItem): ReadItem =>
  item.kind === 'document' ? { ...item, document: withoutEmptyMarks(item.document) } : item;

const emptyNote = (id: string): string =>
  `document ${id} has no text; it is kept, but there is nothing to annotate in it`;
