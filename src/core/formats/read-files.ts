import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { AppError, type ErrorCode } from '#shared/errors.ts';
import { createFreeNames } from '#core/text/free-names.ts';
import { archiveSources, unzip } from './archive.ts';
import type { FormatId } from './format-info.ts';
import { createFileReport, type FileReportBuilder, type ImportReport } from './import-report.ts';
import { createIdSet } from './id-set.ts';
import { readWholeBytes } from './read-lines.ts';
import { fileSource, readHead, type ReadSource } from './read-source.ts';
import { readerOf } from './registry.ts';
import type { ImportedDocument, ReadOptions } from './reader.ts';
import { sniff } from './sniff.ts';

export interface ImportOptions extends ReadOptions {
  readonly format?: FormatId | 'auto';
}

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
    for await (const { source, format, options: own, isOneOfMany } of inputs(paths, options)) {
      const report = createFileReport(source.name, format);
      reports.push(report);
      const stem = basename(source.name, extname(source.name));
      let n = 0;
      try {
        for await (const batch of readerOf(format)(source, own)) {
          const documents: NamedDocument[] = [];
          for (const item of batch) {
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
          why: `the file was left out: ${error.message}`,
          text: source.name,
        });
      }
    }
  }
  return { batches: run(), report: () => ({ files: reports.map((report) => report.build()) }) };
}

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

interface Input {
  readonly source: ReadSource;
  readonly format: FormatId;
  readonly options: ReadOptions;
  /** It lies in a folder or an archive that was named as a whole. */
  readonly isOneOfMany: boolean;
}

async function* inputs(paths: readonly string[], options: ImportOptions): AsyncGenerator<Input> {
  for (const path of paths) {
    const facts = await stat(path).catch(() => null);
    if (facts === null)
      throw new AppError('FILE_NOT_FOUND', `There is no file ${path}`, { action: 'Check the path.' });
    if (!facts.isDirectory()) {
      yield* fromSource(await fileSource(path), options, false);
      continue;
    }
    const files = await filesBelow(path);
    const names = new Set(files);
    for (const file of files) {
      // A .txt beside its .ann is read with it.
      if (file.endsWith('.txt') && names.has(file.replace(/\.txt$/, '.ann'))) continue;
      if (
        /(^|[\\/])((annotation|visual|tools|kb_shortcuts)\.conf|labels\.json|readme\.md|manifest\.json|type-names\.tsv|.*\.manifest\.json|type-names\.tsv|licen[cs]e.*)$/i.test(
          file,
        )
      )
        continue;
      yield* fromSource(await fileSource(file), options, true);
    }
  }
}

async function* fromSource(
  source: ReadSource,
  options: ImportOptions,
  inFolder: boolean,
): AsyncGenerator<Input> {
  const head = await readHead(source);
  const isZip = head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4;
  const chosen = options.format === undefined || options.format === 'auto' ? null : options.format;
  const sniffed = sniff(head, source.name);
  const format = chosen ?? sniffed.format.value;
  if (isZip && format !== 'xlsx' && format !== 'bundle') {
    yield* fromArchive(source, options);
    return;
  }
  if (isZip && chosen === null && format === 'bundle' && sniffed.format.confidence < 0.9) {
    yield* fromArchive(source, options);
    return;
  }
  const own =
    format === 'text' && inFolder && options.textUnit === undefined
      ? { ...options, textUnit: 'file' as const }
      : options;
  yield { source, format, options: own, isOneOfMany: inFolder };
}

async function* fromArchive(source: ReadSource, options: ImportOptions): AsyncGenerator<Input> {
  const files = unzip(await readWholeBytes(source, options), source.name);
  const names = new Set(files.keys());
  for (const entry of archiveSources(files, source.name)) {
    const path = entry.name.slice(source.name.length + 1);
    if (path.endsWith('.txt') && names.has(path.replace(/\.txt$/, '.ann'))) continue;
    if (/\.(conf|md)$|typesystem[^/]*\.xml$|(^|\/)(\.|__MACOSX)/i.test(path)) continue;
    const head = await readHead(entry);
    const chosen = options.format === undefined || options.format === 'auto' ? null : options.format;
    yield { source: entry, format: chosen ?? sniff(head, path).format.value, options, isOneOfMany: true };
  }
}

/** Files of a folder and its folders in name order; hidden ones are left out. */
async function filesBelow(folder: string, depth = 0): Promise<string[]> {
  if (depth > 20) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await filesBelow(path, depth + 1)));
    else if (entry.isFile()) found.push(path);
  }
  return found;
}
