import { readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { AppError } from '#shared/errors.ts';
import { annotatorLayout, type LayeredDocument, type LayerPlace } from './annotator-layout.ts';
import type { OpenArchive } from './archive-inputs.ts';
import type { Unpacked } from './archive.ts';
import { companionRule, namedCompanionRule } from './companions.ts';
import { describeFile, isArchive, type FileInput, type ImportOptions } from './describe-file.ts';
import { fileSource, readHead, type ReadSource } from './read-source.ts';

/** A document of which each annotator has a file. */
export interface LayeredInput {
  readonly document: string;
  /** Shown in messages. */
  readonly name: string;
  readonly layers: readonly (LayerPlace & { readonly inputs: readonly FileInput[] })[];
}

export type Input = FileInput | LayeredInput;

/**
 * The files to read: of folders and archives all that are no companions of others (`companionRule`), of the files
 * named one by one likewise. Exports with a file per document and annotator (`annotatorLayout`) give the files of a
 * document together.
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
  const parent = dirname(resolve(folder));
  // The folder that was named may be `annotation` itself.
  const layout = annotatorLayout(files.map((file) => relative(parent, resolve(file))));
  if (layout !== null) {
    yield* layered(layout, folder, (path) => fileSource(join(parent, path)), options);
    return;
  }
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
  const input = describeFile(source, head, options, isOneOfMany);
  if (input.problem !== undefined || !isArchive(head, source.name, options)) {
    yield input;
    return;
  }
  // What unpacks is loaded when there is something to unpack.
  const { filesIn, openArchive } = await import('./archive-inputs.ts');
  let archive: OpenArchive;
  try {
    archive = await openArchive(source, options);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    yield { ...input, problem: error };
    return;
  }
  const { entries, layout, unpacked } = archive;
  if (layout === null) {
    for (const entry of entries.values()) yield* filesIn(entry, options, unpacked);
    return;
  }
  yield* layered(layout, source.name, (path) => entries.get(path) ?? null, options, unpacked);
}

async function* layered(
  layout: readonly LayeredDocument[],
  container: string,
  sourceOf: (path: string) => Promise<ReadSource> | ReadSource | null,
  options: ImportOptions,
  unpacked?: Unpacked,
): AsyncGenerator<LayeredInput> {
  const { filesIn } = await import('./archive-inputs.ts');
  for (const { name, files } of layout) {
    const layers: LayeredInput['layers'][number][] = [];
    for (const place of files) {
      const source = await sourceOf(place.path);
      const own: FileInput[] = [];
      if (source !== null) for await (const input of filesIn(source, options, unpacked)) own.push(input);
      layers.push({ ...place, inputs: own });
    }
    yield { document: name, name: `${container}/${name}`, layers };
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
    if (entry.isDirectory()) for (const below of await filesBelow(path, depth + 1)) found.push(below);
    else if (entry.isFile()) found.push(path);
  }
  return found;
}
