import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';

const manifestSchema = z.object({
  app: z.object({ name: z.literal('diziner') }),
  files: z.array(z.object({ path: z.string(), sha256: z.string() })),
  lossReport: z.object({ path: z.string(), sha256: z.string() }).nullish(),
});

export interface OldManifest {
  /** Whether the export wrote this file and nobody changed it since. */
  wrote(path: string, content: () => Promise<Uint8Array>): Promise<boolean>;
}

/** Null where there is none, or where it is not one of ours. */
export async function readManifestFile(path: string): Promise<OldManifest | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) return null;
  const { files, lossReport } = parsed.data;
  const sums = new Map(
    [...files, ...(lossReport == null ? [] : [lossReport])].map((f) => [f.path, f.sha256]),
  );
  return {
    async wrote(name, content) {
      const sum = sums.get(name);
      return (
        sum !== undefined &&
        createHash('sha256')
          .update(await content())
          .digest('hex') === sum
      );
    },
  };
}

/** What lies in a folder, told apart by who wrote it; paths are relative, with forward slashes. */
export interface OldFolder {
  /** It holds a manifest of ours. */
  readonly isExport: boolean;
  /** Files of the earlier export, unchanged since. */
  readonly files: readonly string[];
  /** Everything else, files and links and empty folders; also files of the export that somebody changed. */
  readonly foreign: readonly string[];
}

export async function ownFiles(folder: string): Promise<OldFolder> {
  const manifest = await readManifestFile(join(folder, 'manifest.json'));
  const files: string[] = [];
  const foreign: string[] = [];
  for (const { path, isFile } of await entriesBelow(folder)) {
    const isOwn =
      manifest !== null &&
      isFile &&
      (path === 'manifest.json' || (await manifest.wrote(path, () => readFile(join(folder, path)))));
    (isOwn ? files : foreign).push(path);
  }
  return { isExport: manifest !== null, files, foreign };
}

/** Files, links and empty folders. Links are never followed. */
async function entriesBelow(
  folder: string,
  prefix = '',
): Promise<{ readonly path: string; readonly isFile: boolean }[]> {
  const found: { path: string; isFile: boolean }[] = [];
  for (const entry of await readdir(join(folder, prefix), { withFileTypes: true })) {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    const inside = entry.isDirectory() ? await entriesBelow(folder, path) : [];
    for (const below of inside) found.push(below);
    if (inside.length === 0) found.push({ path, isFile: entry.isFile() });
  }
  return found;
}

/**
 * Puts the folder at `temporary` in the place of `path`: the old folder is moved aside, the new one takes its name, what
 * no export wrote is carried over, and only then the files of the earlier export go, one by one.
 * @throws {AppError} ALREADY_EXISTS where a new file would take the name of one that no export wrote
 */
export async function replaceFolder(path: string, temporary: string, old: OldFolder): Promise<void> {
  for (const name of old.foreign) {
    if ((await lstat(join(temporary, name)).catch(() => null)) === null) continue;
    throw new AppError(
      'ALREADY_EXISTS',
      `${join(path, name)} would be replaced, but it is not as an export left it`,
      { action: 'Choose another folder, or move that file away; nothing was changed.' },
    );
  }
  const aside = temporary.replace(/\.part$/u, '.old');
  await rename(path, aside);
  try {
    await rename(temporary, path);
  } catch (error) {
    await rename(aside, path);
    throw error;
  }
  try {
    for (const name of old.foreign) {
      await mkdir(dirname(join(path, name)), { recursive: true });
      await rename(join(aside, name), join(path, name));
    }
  } catch (cause) {
    throw new AppError('FILE_UNREADABLE', `${path} is written, but not all other files could be put back`, {
      action: `Nothing is lost: what is missing lies in ${aside}.`,
      cause,
    });
  }
  for (const name of old.files) await rm(join(aside, name), { force: true });
  // Whatever came into the folder meanwhile makes this fail: then it stays, under its name beside the new one.
  await removeEmpty(aside);
}

async function removeEmpty(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await removeEmpty(join(folder, entry.name));
  await rmdir(folder).catch(() => undefined);
}
