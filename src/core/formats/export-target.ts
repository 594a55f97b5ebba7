import { lstat, readdir, readFile, realpath, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '#shared/errors.ts';
import { ownFiles, readManifestFile, replaceFolder } from './replace-folder.ts';

/** Where an export goes. It has been looked at before anything is written, and is changed only by `publish`. */
export interface ExportTarget {
  /** The file or folder itself; for a link what it points at, so that the link stays. */
  readonly path: string;
  /** A folder beside the target, not made yet: everything is written into it first, a file under its own name. */
  readonly temporary: string;
  /** Gives what is in `temporary` its place, and takes away what an earlier export left. */
  publish(): Promise<void>;
}

let serial = 0;

/**
 * An export replaces only what it was told to replace and what an export wrote: a file never takes the place of a
 * folder, a folder never that of a file; of a folder only the files go that the manifest in it lists with their sums,
 * and a manifest beside a file only where it is one of ours.
 * @param beside endings of the files that will lie beside a file, e.g. `.manifest.json`
 * @throws {AppError} ALREADY_EXISTS saying what is in the way
 */
export async function exportTarget(
  out: string,
  isFolder: boolean,
  overwrite: boolean,
  beside: readonly string[],
): Promise<ExportTarget> {
  const path = await realpath(out).catch(() => out);
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.${Date.now()}.${serial++}.part`);
  const facts = await stat(path).catch(() => null);
  if (isFolder) {
    if (facts === null) return { path, temporary, publish: () => rename(temporary, path) };
    if (!facts.isDirectory())
      throw inTheWay(`${out} is a file; this format needs a folder`, 'Choose another name.');
    const old = await ownFiles(path);
    if (old.files.length + old.foreign.length > 0) {
      if (!old.isExport)
        throw inTheWay(
          `${out} holds files that no export wrote (${some(old.foreign)})`,
          'Choose a new or an empty folder.',
        );
      if (!overwrite) throw inTheWay(`${out} exists already`, mayReplace);
    }
    return { path, temporary, publish: () => replaceFolder(path, temporary, old) };
  }
  if (facts !== null && !facts.isFile())
    throw inTheWay(
      `${out} is ${facts.isDirectory() ? 'a folder' : 'no regular file'}; this format is one file`,
      'Choose another name; nothing was changed.',
    );
  if (facts !== null && !overwrite) throw inTheWay(`${out} exists already`, mayReplace);
  const replaced = await checkBeside(path, overwrite, beside);
  return { path, temporary, publish: () => publishFiles(path, temporary, replaced) };
}

async function publishFiles(path: string, temporary: string, replaced: readonly string[]): Promise<void> {
  const names = await readdir(temporary);
  // The file itself first: what lies beside it describes it.
  for (const name of names.sort((a, b) => a.length - b.length))
    await rename(join(temporary, name), join(dirname(path), name));
  for (const name of replaced) if (!names.includes(basename(name))) await rm(name);
  await rmdir(temporary);
}

/**
 * Files beside the target are replaced where the manifest there is ours and they are unchanged since.
 * @returns the ones that are there
 */
async function checkBeside(path: string, overwrite: boolean, endings: readonly string[]): Promise<string[]> {
  const manifest = await readManifestFile(`${path}.manifest.json`);
  const found: string[] = [];
  for (const ending of endings) {
    const name = `${path}${ending}`;
    const facts = await lstat(name).catch(() => null);
    if (facts === null) continue;
    const isOurs =
      facts.isFile() &&
      manifest !== null &&
      (ending === '.manifest.json' || (await manifest.wrote(basename(name), () => readFile(name))));
    if (!isOurs)
      throw inTheWay(
        `${name} is in the way: no export wrote it`,
        'Choose another name for the export; nothing was changed.',
      );
    if (!overwrite) throw inTheWay(`${name} of an earlier export exists already`, mayReplace);
    found.push(name);
  }
  return found;
}

const mayReplace = 'Choose another name, or allow it to be replaced.';

function inTheWay(message: string, action: string): AppError {
  return new AppError('ALREADY_EXISTS', message, { action });
}

/** The first names of a list. */
function some(names: readonly string[]): string {
  return names.length <= 3
    ? names.join(', ')
    : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}
