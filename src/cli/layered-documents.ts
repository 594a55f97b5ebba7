import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { LabelledDocument } from '#shared/domain/analysis.ts';
import type { Document } from '#shared/domain/document.ts';
import type { Span } from '#shared/domain/span.ts';
import { AppError } from '#shared/errors.ts';
import type { ImportOptions } from '#core/formats/describe-file.ts';
import type { ImportReport } from '#core/formats/import-report.ts';
import { nothingRead } from '#core/formats/nothing-read.ts';
import { readFiles, type NamedDocument } from '#core/formats/read-files.ts';
import { referenceSpans } from '#core/formats/reference-spans.ts';
import { tagsOf } from '#core/run/labelled-documents.ts';
import { tokenize } from '#core/text/tokenize.ts';
import { note } from './output.ts';

export interface LayeredDocuments {
  readonly documents: LabelledDocument[];
  readonly report: ImportReport;
}

/**
 * The marks of annotators, people and models, as the analysis reads them: of files that keep several apart (Label
 * Studio, INCEpTION …), or of one file per annotator over the same documents, named one by one or together as a folder
 * or an archive. What was settled on is the gold.
 * @throws {AppError} NO_DOCUMENTS, INVALID_ARGUMENT where no document has two annotators, and what reading throws
 */
export async function readLayeredDocuments(
  paths: readonly string[],
  options: ImportOptions = {},
): Promise<LayeredDocuments> {
  const { annotatorFiles: asked = false } = options;
  const ways: boolean[] = [];
  if (paths.length === 1 && !asked) ways.push(false);
  if (asked || paths.length > 1 || (await holdsFiles(paths[0] ?? ''))) ways.push(true);
  for (const annotatorFiles of ways) {
    const { documents, report } = await read(paths, { ...options, annotatorFiles });
    if (isLayered(documents)) return { documents: documents.map(toLabelled), report };
    if (documents.length === 0) throw nothingRead(report, paths, 'Nothing was analysed.');
  }
  throw new AppError(
    'INVALID_ARGUMENT',
    `${paths.join(', ')}: no document has the marks of two annotators.`,
    {
      action: 'Give a file that keeps annotators apart, or one file per annotator.',
    },
  );
}

const marksOf = ({ layers, predictions }: NamedDocument): Readonly<Record<string, readonly Span[]>> => ({
  ...predictions,
  ...layers,
});

const isLayered = (documents: readonly NamedDocument[]): boolean =>
  documents.some((document) => Object.keys(marksOf(document)).length > 1);

async function holdsFiles(path: string): Promise<boolean> {
  const facts = await stat(path).catch(() => null);
  return facts?.isDirectory() === true || extname(path).toLowerCase() === '.zip';
}

async function read(
  paths: readonly string[],
  options: ImportOptions,
): Promise<{ readonly documents: NamedDocument[]; readonly report: ImportReport }> {
  const documents: NamedDocument[] = [];
  const run = readFiles(paths, options);
  for await (const batch of run.batches) documents.push(...batch.documents);
  const report = run.report();
  if (isLayered(documents)) {
    const problems = report.files.flatMap(({ quarantined }) => quarantined.map(({ why }) => why));
    for (const why of problems.slice(0, 20)) note(`left out: ${why}`);
    if (problems.length > 20) note(`left out: ${problems.length - 20} more`);
  }
  return { documents, report };
}

function toLabelled(document: NamedDocument, index: number): LabelledDocument {
  const tokens = document.tokens ?? tokenize(document.text);
  const marked: Document = { ...document, key: index, tokens };
  const marks = Object.entries(marksOf(document));
  // The only person among models is an annotator like them, not their judge.
  const people = Object.keys(document.layers ?? {}).length;
  const gold = people === 1 ? null : referenceSpans(document);
  return {
    id: document.id,
    tokens: tokens.map((token) => document.text.slice(token.start, token.end)),
    labels: Object.fromEntries(marks.map(([name, spans]) => [name, tagsOf(spans, marked)])),
    ...(gold === null ? {} : { gold: tagsOf(gold, marked) }),
  };
}
