import { AppError } from '#shared/errors.ts';
import { annotatorLayout, type LayeredDocument } from './annotator-layout.ts';
import { archiveSources, unzip, zipNames, type Unpacked } from './archive.ts';
import { companionRule } from './companions.ts';
import { describeFile, isArchive, type FileInput, type ImportOptions } from './describe-file.ts';
import { readWholeBytes } from './read-lines.ts';
import { readHead, type ReadSource } from './read-source.ts';
import type { ReadOptions } from './reader.ts';

export interface OpenArchive {
  /** Files to read, by their path in the archive. */
  readonly entries: ReadonlyMap<string, ReadSource>;
  /** Set where the archive keeps a file per document and annotator; then `entries` are these files only. */
  readonly layout: readonly LayeredDocument[] | null;
  /** Counts on for archives in this one. */
  readonly unpacked: Unpacked;
}

/** @throws {AppError} FORMAT_INVALID (damaged, unsafe, or nothing to read in it), FILE_TOO_LARGE */
export async function openArchive(
  source: ReadSource,
  options: ReadOptions,
  unpacked: Unpacked = { bytes: 0, entries: 0 },
): Promise<OpenArchive> {
  const bytes = await readWholeBytes(source, options);
  const names = zipNames(bytes, source.name);
  const layout = annotatorLayout(names);
  const listed = new Set(layout?.flatMap(({ files }) => files.map(({ path }) => path)));
  const isPassedOver = companionRule(names);
  const files = unzip(bytes, source.name, layout === null ? undefined : (path) => listed.has(path), unpacked);
  const entries = new Map<string, ReadSource>();
  const sources = archiveSources(files, source.name).map(
    (entry) => [entry.name.slice(source.name.length + 1), entry] as const,
  );
  for (const [path, entry] of sources.sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (layout !== null || !isPassedOver(path)) entries.set(path, entry);
  }
  if (entries.size > 0) return { entries, layout, unpacked };
  throw new AppError('FORMAT_INVALID', `${source.name} is a zip archive without a file to read`, {
    action: 'Check that the corpus is in it; settings, read-me and licence files are passed over.',
  });
}

/** A file of a folder or an archive: as it is, or, where it is an archive itself, the files in it. */
export async function* filesIn(
  source: ReadSource,
  options: ImportOptions,
  unpacked?: Unpacked,
): AsyncGenerator<FileInput> {
  const head = await readHead(source);
  const input = describeFile(source, head, options, true);
  if (input.problem !== undefined || !isArchive(head, source.name, options)) {
    yield input;
    return;
  }
  let archive: OpenArchive;
  try {
    archive = await openArchive(source, options, unpacked);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    yield { ...input, problem: error };
    return;
  }
  for (const entry of archive.entries.values()) yield await innermost(entry, options);
}

/** One level of archives in archives is read: what tools write, and no more. */
async function innermost(entry: ReadSource, options: ImportOptions): Promise<FileInput> {
  const head = await readHead(entry);
  const input = describeFile(entry, head, options, true);
  if (input.problem !== undefined || !isArchive(head, entry.name, options)) return input;
  return {
    ...input,
    problem: new AppError('FORMAT_INVALID', `${entry.name} is an archive in an archive in an archive`, {
      action: 'Unpack the outer archive, then import the files inside.',
    }),
  };
}
