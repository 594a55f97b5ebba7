import { basename, extname } from 'node:path';
import type { Span } from '#shared/domain/span.ts';
import { AppError } from '#shared/errors.ts';
import type { ImportReport } from './import-report.ts';
import type { ImportOptions } from './inputs.ts';
import { readFiles, type NamedDocument } from './read-files.ts';

export interface AnnotatorFiles {
  readonly documents: readonly NamedDocument[];
  readonly report: ImportReport;
  /** Documents that another annotator's file has with a different text, or not at all. */
  readonly unmatched: readonly { readonly annotator: string; readonly documentId: string }[];
}

/**
 * One file (or folder) per annotator over the same documents: puts the layers together. Documents match by id, and
 * their texts must be equal; the first annotator's documents lead.
 * @param annotators name → path; names default to the file names through `annotatorNames`
 * @throws {AppError} INVALID_ARGUMENT (fewer than two annotators), and what reading throws
 */
export async function readAnnotatorFiles(
  annotators: ReadonlyMap<string, string>,
  options: ImportOptions = {},
): Promise<AnnotatorFiles> {
  if (annotators.size < 2)
    throw new AppError('INVALID_ARGUMENT', 'Comparing annotators needs a file from at least two', {
      action: 'Name one file for each annotator.',
    });
  const documents = new Map<string, NamedDocument & { readonly layers: Record<string, readonly Span[]> }>();
  const reports: ImportReport['files'][number][] = [];
  const unmatched: { annotator: string; documentId: string }[] = [];
  let isFirst = true;
  for (const [name, path] of annotators) {
    const run = readFiles([path], options);
    let n = 0;
    for await (const batch of run.batches)
      for (const document of batch.documents) {
        n++;
        // Ids made from file names differ from file to file; then the order counts.
        const key = document.id.startsWith(`${stem(batch.file)}-`) ? `#${n}` : document.id;
        const known = documents.get(key);
        if (isFirst) documents.set(key, { ...document, layers: { [name]: document.spans } });
        else if (known?.text === document.text) known.layers[name] = document.spans;
        else unmatched.push({ annotator: name, documentId: document.id });
      }
    reports.push(...run.report().files);
    isFirst = false;
  }
  return { documents: [...documents.values()], report: { files: reports }, unmatched };
}

const stem = (file: string): string => basename(file, extname(file));

/** A name for each file: its own, made unique. */
export function annotatorNames(paths: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const path of paths) {
    let name = stem(path);
    for (let n = 2; names.has(name); n++) name = `${stem(path)} ${n}`;
    names.set(name, path);
  }
  return names;
}
