import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { LabelledDocument } from '#shared/domain/analysis.ts';
import type { Document } from '#shared/domain/document.ts';
import type { Span } from '#shared/domain/span.ts';
import { AppError } from '#shared/errors.ts';
import { readFiles, type NamedDocument } from '#core/formats/read-files.ts';
import { referenceSpans } from '#core/formats/reference-spans.ts';
import { tagsOf } from '#core/run/labelled-documents.ts';
import { tokenize } from '#core/text/tokenize.ts';
import { note } from './output.ts';

/**
 * The marks of annotators, people and models, as the analysis reads them: of files that keep several apart (Label
 * Studio, INCEpTION …), or of one file per annotator over the same documents, named one by one or together as a folder
 * or an archive. What was settled on is the gold.
 * @throws {AppError} INVALID_ARGUMENT where no document has two annotators, and what reading throws
 */
export async function readLayeredDocuments(paths: readonly string[]): Promise<LabelledDocument[]> {
  const together = paths.length === 1 ? await read(paths, false) : [];
  if (isLayered(together)) return together.map(toLabelled);
  const apart = paths.length > 1 || (await holdsFiles(paths[0] ?? '')) ? await read(paths, true) : [];
  if (isLayered(apart)) return apart.map(toLabelled);
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

async function read(paths: readonly string[], annotatorFiles: boolean): Promise<NamedDocument[]> {
  const documents: NamedDocument[] = [];
  const run = readFiles(paths, { annotatorFiles });
  for await (const batch of run.batches) documents.push(...batch.documents);
  if (isLayered(documents)) {
    const problems = run.report().files.flatMap(({ quarantined }) => quarantined.map(({ why }) => why));
    for (const why of problems.slice(0, 20)) note(`left out: ${why}`);
    if (problems.length > 20) note(`left out: ${problems.length - 20} more`);
  }
  return documents;
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
