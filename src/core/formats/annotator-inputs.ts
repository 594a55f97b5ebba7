import { basename, extname, resolve } from 'node:path';
import { AppError } from '#shared/errors.ts';
import type { FileInput, ImportOptions } from './describe-file.ts';
import { inputs, type LayeredInput } from './inputs.ts';

/** Files of several annotators over the same documents, by annotator. */
export interface AnnotatorsInput {
  /** Shown in messages. */
  readonly name: string;
  readonly annotators: ReadonlyMap<string, readonly AnnotatorFile[]>;
}

export interface AnnotatorFile {
  readonly input: FileInput;
  /** The file's path among the annotator's files, without its ending; '' where there is but one file. */
  readonly stem: string;
}

/**
 * Each path is an annotator's file, folder or archive; of a single folder or archive, each file or folder right in it is.
 * What lies in a folder per document (`annotatorLayout`) says itself whose it is.
 * @throws {AppError} INVALID_ARGUMENT (fewer than two annotators), and what `inputs` throws
 */
export async function annotatorInputs(
  paths: readonly string[],
  options: ImportOptions,
): Promise<readonly (AnnotatorsInput | LayeredInput)[]> {
  const layered: LayeredInput[] = [];
  const annotators = new Map<string, AnnotatorFile[]>();
  const names = paths.length > 1 ? annotatorNames(paths) : null;
  for (const path of paths) {
    const found: FileInput[] = [];
    for await (const input of inputs([path], options)) {
      if ('layers' in input) layered.push(input);
      else found.push(input);
    }
    for (const input of found) {
      const below = input.source.name
        .slice(path.length)
        .split(/[\\/]/)
        .filter((part) => part !== '');
      const name = names?.get(path) ?? withoutEnding(below[0] ?? basename(path));
      const own = names === null ? below.slice(1) : below;
      const files = annotators.get(name) ?? [];
      files.push({ input, stem: withoutEnding(own.join('/')) });
      annotators.set(name, files);
    }
  }
  if (annotators.size === 0 && layered.length > 0) return layered;
  if (annotators.size < 2)
    throw new AppError(
      'INVALID_ARGUMENT',
      `${paths.join(', ')}: there are not two annotators' files to compare`,
      {
        action: 'Name a file or a folder for each annotator, or a folder or archive that holds them.',
      },
    );
  for (const [name, files] of annotators)
    if (files.length === 1)
      annotators.set(
        name,
        files.map(({ input }) => ({ input, stem: '' })),
      );
  return [...layered, { name: paths.join(', '), annotators }];
}

/** A name for each path: its own, else that of the nearest folder above in which they all differ, else numbered. */
function annotatorNames(paths: readonly string[]): ReadonlyMap<string, string> {
  const chains = paths.map((path) => {
    const [own = '', ...folders] = resolve(path).split(/[\\/]/).reverse();
    return [withoutEnding(own), ...folders];
  });
  const height = Math.min(...chains.map((chain) => chain.length));
  const levels = Array.from({ length: height }, (_, level) => chains.map((chain) => chain[level] ?? ''));
  const names = levels.find((level) => new Set(level).size === paths.length) ?? levels[0] ?? [];
  const seen = new Map<string, number>();
  return new Map(
    paths.map((path, i) => {
      const name = names[i] ?? '';
      const n = (seen.get(name) ?? 0) + 1;
      seen.set(name, n);
      return [path, n === 1 ? name : `${name} ${n}`];
    }),
  );
}

const withoutEnding = (name: string): string => name.slice(0, name.length - extname(name).length);
