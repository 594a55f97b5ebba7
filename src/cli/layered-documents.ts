import type { LabelledDocument } from '#shared/domain/analysis.ts';
import type { Document } from '#shared/domain/document.ts';
import { AppError } from '#shared/errors.ts';
import { annotatorNames, readAnnotatorFiles } from '#core/formats/read-annotator-files.ts';
import { readFiles, type NamedDocument } from '#core/formats/read-files.ts';
import { tagsOf } from '#core/run/labelled-documents.ts';
import { tokenize } from '#core/text/tokenize.ts';
import { note } from './output.ts';

/**
 * Annotators' layers of any import format as the analysis reads them: one file that keeps several annotators apart
 * (Label Studio, INCEpTION …), or one file per annotator over the same documents.
 * @throws {AppError} INVALID_ARGUMENT where no document has two annotators, and what reading throws
 */
export async function readLayeredDocuments(paths: readonly string[]): Promise<LabelledDocument[]> {
  const documents = paths.length === 1 ? await readOneFile(paths) : await readSeveralFiles(paths);
  if (!documents.some((document) => Object.keys(document.layers ?? {}).length > 1)) {
    throw new AppError(
      'INVALID_ARGUMENT',
      `${paths.join(', ')}: no document has the marks of two annotators.`,
      {
        action: 'Give a file that keeps annotators apart, or one file per annotator.',
      },
    );
  }
  return documents.map(toLabelled);
}

async function readOneFile(paths: readonly string[]): Promise<NamedDocument[]> {
  const documents: NamedDocument[] = [];
  for await (const batch of readFiles(paths).batches) documents.push(...batch.documents);
  return documents;
}

async function readSeveralFiles(paths: readonly string[]): Promise<readonly NamedDocument[]> {
  const { documents, unmatched } = await readAnnotatorFiles(annotatorNames(paths));
  for (const { annotator, documentId } of unmatched.slice(0, 20)) {
    note(`left out: document ${documentId} of ${annotator} is not in the first file, or has another text`);
  }
  return documents;
}

function toLabelled(document: NamedDocument, index: number): LabelledDocument {
  const tokens = document.tokens ?? tokenize(document.text);
  const read: Document = { ...document, key: index, tokens };
  return {
    id: document.id,
    tokens: tokens.map((token) => document.text.slice(token.start, token.end)),
    labels: Object.fromEntries(
      Object.entries(document.layers ?? {}).map(([name, spans]) => [name, tagsOf(spans, read)]),
    ),
  };
}
