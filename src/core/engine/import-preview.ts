import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ImportOptions, ImportPreview } from '#shared/rpc/corpus.ts';
import { previewColumns, type PreviewColumn } from '#core/formats/preview-columns.ts';
import { isArchive } from '#core/formats/describe-file.ts';
import { unreadable, type ImportReport } from '#core/formats/import-report.ts';
import { readFiles } from '#core/formats/read-files.ts';
import { allSpans, isAnnotatedEmpty, judgedSpans } from '#core/formats/reference-spans.ts';
import { unitsCountDifferently } from '#core/formats/offset-unit-detector.ts';
import { fileSource, readHead } from '#core/formats/read-source.ts';
import { sniff } from '#core/formats/sniff.ts';
import { offsetUnits } from '#core/text/offsets.ts';
import { estimateTokens } from '#core/llm/token-estimate.ts';
import { readerOptions } from './reader-options.ts';

/** Documents shown, and documents looked at for the counts. */
const shownDocuments = 50;
const lookedAtDocuments = 2_000;
const shownNotes = 100;
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
  /** Text → the first file that has it. */
  const texts = new Map<string, string>();
  let duplicates = 0;
  let inSeveralFiles = 0;
  let seen = 0;
  let annotated = 0;
  let annotatedEmpty = 0;
  let complete = true;
  let unitsMatter = false;
  outer: for await (const { file, documents: batch } of run.batches) {
    for (const document of batch) {
      seen += 1;
      unitsMatter ||= unitsCountDifferently(document.text);
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
      const first = texts.get(document.text);
      if (first === undefined) texts.set(document.text, file);
      else {
        duplicates += 1;
        // Where files keep annotators apart, equal texts are only equal texts.
        if (first !== file && document.layers === undefined) inSeveralFiles += 1;
      }
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
    files: await Promise.all(paths.map((path) => describeFile(path, report, unitsMatter))),
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
    layers: layersOf(report.files),
    notes: notesOf(report.files),
    repaired: report.files.flatMap((file) => [...file.repaired]).slice(0, 1000),
    quarantined: report.files.flatMap((file) => [...file.quarantined]).slice(0, 1000),
    lengths: lengths.filter((step) => step.documents > 0),
    duplicates,
    inSeveralFiles,
    complete,
  };
}

/** Columns of the first file; a file that is no table, a folder and an archive have none. */
async function columnsOf(path: string, format: string, options: ImportOptions): Promise<PreviewColumn[]> {
  const facts = await stat(path);
  if (!facts.isFile() || isArchive(await readHead(await fileSource(path)), path, {})) return [];
  return previewColumns(path, format, readerOptions(options));
}

function namesOf(files: ImportReport['files'], what: 'annotators' | 'models'): string[] {
  return [...new Set(files.flatMap((file) => file[what] ?? []))];
}

/** The layers of all files, counted together. */
function layersOf(files: ImportReport['files']): ImportPreview['layers'] {
  const layers = new Map<string, ImportPreview['layers'][number]>();
  for (const layer of files.flatMap((file) => file.layers ?? []))
    layers.set(layer.name, { ...layer, marks: layer.marks + (layers.get(layer.name)?.marks ?? 0) });
  return [...layers.values()];
}

/** Each once, with the file's name where there are several files. */
function notesOf(files: ImportReport['files']): string[] {
  const notes = files.flatMap(({ file, detected }) =>
    detected
      .filter(({ what }) => what === 'note')
      .map(({ value }) => (files.length === 1 ? value : `${basename(file)}: ${value}`)),
  );
  return [...new Set(notes)].slice(0, shownNotes);
}

function withinText<T extends { readonly end: number }>(spans: readonly T[], length: number): T[] {
  return spans.filter((span) => span.end <= length);
}

type Described = ImportPreview['files'][number];

/**
 * What a file looks like; a folder or an archive is as the first file in it that could be read.
 * @param unitsMatter some text looked at is counted differently by two offset units
 */
async function describeFile(path: string, report: ImportReport, unitsMatter: boolean): Promise<Described> {
  const facts = await stat(path);
  const head = facts.isFile() ? await readHead(await fileSource(path)) : null;
  const bytes = head === null ? 0 : facts.size;
  const name = basename(path);
  if (head !== null && !isArchive(head, path, {})) {
    const guesses = guessesOf(head, path);
    const { offsetUnit: unit } = guesses;
    const read = report.files.find(({ file }) => file === path);
    if (unit !== undefined && read !== undefined) {
      // What reading found out is more than what the first bytes look like; where all units agree, any is right.
      const found = read.detected.findLast(({ what }) => what === 'offsetUnit');
      const value = offsetUnits.find((name) => found?.value.split(' ')[0] === name) ?? unit.value;
      const declared = value === unit.value ? unit.confidence : 0;
      const confidence = unitsMatter ? Math.max(declared, found?.confidence ?? 0) : 1;
      const alternatives = offsetUnits.filter((name) => name !== value);
      guesses['offsetUnit'] = { value, confidence, alternatives };
    }
    return { path, name, bytes, guesses };
  }
  const first = report.files.find(({ file, format }) => file.startsWith(path) && format !== unreadable);
  const guess = { value: first?.format ?? '', confidence: 0.9, alternatives: [] };
  return { path, name, bytes, guesses: first === undefined ? {} : { format: guess } };
}

function guessesOf(head: Uint8Array, path: string): Described['guesses'] {
  const guesses: Described['guesses'] = {};
  for (const [name, guess] of Object.entries(sniff(head, path)) as [
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
  return guesses;
}
