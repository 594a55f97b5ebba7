import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { AppError } from '#shared/errors.ts';
import { archiveSources, unzip } from './archive.ts';
import { companionRule, namedCompanionRule } from './companions.ts';
import { foreignFile } from './foreign-file.ts';
import type { FormatId } from './format-info.ts';
import { readWholeBytes } from './read-lines.ts';
import { fileSource, readHead, type ReadSource } from './read-source.ts';
import type { ReadOptions } from './reader.ts';
import { sniff } from './sniff.ts';

export interface ImportOptions extends ReadOptions {
  readonly format?: FormatId | 'auto';
}

/** One file to read: named as it is, or found in a folder or an archive. */
export interface Input {
  readonly source: ReadSource;
  readonly format: FormatId;
  readonly options: ReadOptions;
  /** It lies in a folder or an archive that was named as a whole. */
  readonly isOneOfMany: boolean;
  /** Why it cannot be read at all; then `format` means nothing. */
  readonly problem?: AppError;
}

/**
 * The files to read: of folders and archives all that are no companions of others (`companionRule`), of the files
 * named one by one likewise.
 * @throws {AppError} FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function* inputs(paths: readonly string[], options: ImportOptions): AsyncGenerator<Input> {
  const named: string[] = [];
  const folders = new Set<string>();
  for (const path of paths) {
    const facts = await stat(path).catch(() => null);
    if (facts === null)
      throw new AppError('FILE_NOT_FOUND', `There is no file ${path}`, { action: 'Check the path.' });
    if (facts.isDirectory()) folders.add(path);
    else named.push(path);
  }
  const isPassedOver = namedCompanionRule(named.map((path) => resolve(path)));
  for (const path of paths) {
    if (folders.has(path)) yield* fromFolder(path, options);
    else if (!isPassedOver(resolve(path))) yield* fromSource(await fileSource(path), options, false);
  }
}

async function* fromFolder(folder: string, options: ImportOptions): AsyncGenerator<Input> {
  const files = await filesBelow(folder);
  const isPassedOver = companionRule(files.map((file) => relative(folder, file)));
  for (const file of files)
    if (!isPassedOver(relative(folder, file))) yield* fromSource(await fileSource(file), options, true);
}

async function* fromSource(
  source: ReadSource,
  options: ImportOptions,
  isOneOfMany: boolean,
): AsyncGenerator<Input> {
  const head = await readHead(source);
  const input = describe(source, head, options, isOneOfMany);
  if (input.problem !== undefined || !isArchive(head, source.name, options)) {
    yield input;
    return;
  }
  let entries: readonly ReadSource[];
  try {
    entries = await archiveEntries(source, options);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    yield { ...input, problem: error };
    return;
  }
  for (const entry of entries) yield describe(entry, await readHead(entry), options, true);
}

/** @throws {AppError} FORMAT_INVALID (damaged, unsafe, or nothing to read in it), FILE_TOO_LARGE */
async function archiveEntries(source: ReadSource, options: ReadOptions): Promise<readonly ReadSource[]> {
  const files = unzip(await readWholeBytes(source, options), source.name);
  const isPassedOver = companionRule(files.keys());
  const pathOf = (entry: ReadSource): string => entry.name.slice(source.name.length + 1);
  const entries = archiveSources(files, source.name)
    .filter((entry) => !isPassedOver(pathOf(entry)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  if (entries.length > 0) return entries;
  throw new AppError('FORMAT_INVALID', `${source.name} is a zip archive without a file to read`, {
    action: 'Check that the corpus is in it; settings, read-me and licence files are passed over.',
  });
}

/** What a file is read as, or why not. */
function describe(source: ReadSource, head: Uint8Array, options: ImportOptions, isOneOfMany: boolean): Input {
  const chosen = chosenFormat(options);
  const format = chosen ?? sniff(head, source.name).format.value;
  const own =
    format === 'text' && isOneOfMany && options.textUnit === undefined
      ? { ...options, textUnit: 'file' as const }
      : options;
  const input = { source, format, options: own, isOneOfMany };
  const foreign = foreignFile(head);
  if (foreign === null || (foreign.isText && chosen === 'text')) return input;
  const byHand = foreign.isText ? ' To read the file as it stands, choose plain text by hand.' : '';
  return {
    ...input,
    problem: new AppError('FORMAT_INVALID', `${source.name} is ${foreign.what}, which cannot be imported`, {
      action: foreign.advice + byHand,
    }),
  };
}

/** Zip archives of corpus files; some formats are zip archives themselves. */
function isArchive(head: Uint8Array, name: string, options: ImportOptions): boolean {
  if (!(head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4)) return false;
  const chosen = chosenFormat(options);
  if (chosen !== null) return chosen !== 'xlsx' && chosen !== 'bundle';
  const { value, confidence } = sniff(head, name).format;
  return value !== 'xlsx' && !(value === 'bundle' && confidence >= 0.9);
}

const chosenFormat = (options: ImportOptions): FormatId | null =>
  options.format === undefined || options.format === 'auto' ? null : options.format;

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
