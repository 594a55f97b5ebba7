import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ImportOptions, ImportPreview } from '#shared/rpc/corpus.ts';
import { previewColumns, type PreviewColumn } from '#core/formats/preview-columns.ts';
import type { ImportReport } from '#core/formats/import-report.ts';
import { readFiles } from '#core/formats/read-files.ts';
import { allSpans, isAnnotatedEmpty, judgedSpans } from '#core/formats/reference-spans.ts';
import { fileSource, readHead } from '#core/formats/read-source.ts';
import { sniff } from '#core/formats/sniff.ts';
import { estimateTokens } from '#core/llm/token-estimate.ts';
import { readerOptions } from './reader-options.ts';

/** Documents shown, and documents looked at for the counts. */
const shownDocuments = 50;
const lookedAtDocuments = 2_000;
const lengthSteps = [64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 1_000_000_000] as const;

/** The user's own rows as they will look, what was detected, and what would be repaired or set aside; nothing is stored. */
export async function previewImport(
  paths: readonly string[],
  options: ImportOptions,
): Promise<ImportPreview> {
  const run = readFiles(paths, readerOptions(options));
  const documents: ImportPreview['documents'] = [];
  const typeCounts: Record<string, number> = {};
  const lengths = lengthSteps.map((upTo) => ({ upTo, documents: 0 }));
  const texts = new Set<string>();
  let duplicates = 0;
  let seen = 0;
  let annotated = 0;
  let annotatedEmpty = 0;
  let complete = true;
  outer: for await (const { documents: batch } of run.batches) {
    for (const document of batch) {
      seen += 1;
      if (documents.length < shownDocuments) {
        documents.push({
          id: document.id,
          text: document.text.slice(0, 20_000),
          spans: withinText(judgedSpans(document) ?? [], 20_000),
          annotated: document.annotated,
        });
      }
      if (document.annotated) annotated += 1;
      if (isAnnotatedEmpty(document)) annotatedEmpty += 1;
      for (const span of allSpans(document)) typeCounts[span.type] = (typeCounts[span.type] ?? 0) + 1;
      const tokens = estimateTokens(document.text);
      const step = lengths.find((candidate) => tokens <= candidate.upTo);
      if (step !== undefined) step.documents += 1;
      if (texts.has(document.text)) duplicates += 1;
      else texts.add(document.text);
      if (seen >= lookedAtDocuments) {
        complete = false;
        break outer;
      }
    }
  }
  const report = run.report();
  const surfaces = { verified: 0, total: 0 };
  for (const file of report.files) {
    surfaces.verified += file.surfaces.verified;
    surfaces.total += file.surfaces.total;
  }
  return {
    files: await Promise.all(paths.map((path) => describeFile(path))),
    documents,
    columns: (await columnsOf(paths[0] ?? '', report.files[0]?.format ?? '', options)).map((column) => ({
      ...column,
      samples: [...column.samples],
    })),
    typeCounts,
    seen,
    annotated,
    annotatedEmpty,
    annotators: namesOf(report.files, 'annotators'),
    models: namesOf(report.files, 'models'),
    surfaces,
    repaired: report.files.flatMap((file) => [...file.repaired]).slice(0, 1000),
    quarantined: report.files.flatMap((file) => [...file.quarantined]).slice(0, 1000),
    lengths: lengths.filter((step) => step.documents > 0),
    duplicates,
    complete,
  };
}

/** Columns of the first file; a file that is no table has none. */
async function columnsOf(path: string, format: string, options: ImportOptions): Promise<PreviewColumn[]> {
  const facts = await stat(path);
  return facts.isFile() ? previewColumns(path, format, readerOptions(options)) : [];
}

function namesOf(files: ImportReport['files'], what: 'annotators' | 'models'): string[] {
  return [...new Set(files.flatMap((file) => file[what] ?? []))];
}

function withinText<T extends { readonly end: number }>(spans: readonly T[], length: number): T[] {
  return spans.filter((span) => span.end <= length);
}

async function describeFile(path: string): Promise<ImportPreview['files'][number]> {
  const facts = await stat(path);
  const guesses: ImportPreview['files'][number]['guesses'] = {};
  if (facts.isFile()) {
    const sniffed = sniff(await readHead(await fileSource(path)), path);
    for (const [name, guess] of Object.entries(sniffed) as [
      string,
      { value: string | null; confidence: number; alternatives: readonly string[] } | null,
    ][]) {
      if (guess === null || guess.value === null) continue;
      guesses[name] = {
        value: guess.value,
        confidence: guess.confidence,
        alternatives: [...guess.alternatives],
      };
    }
  }
  return { path, name: basename(path), bytes: facts.isFile() ? facts.size : 0, guesses };
}
