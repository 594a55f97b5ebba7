import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile, readdir, rename } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { finished } from 'node:stream/promises';
import { Zip, ZipDeflate } from 'fflate';

/**
 * Packs a folder into `<folder>.zip` beside it, file by file in name order, so that a browser can fetch it. Memory is
 * bounded by the largest file.
 * @returns the path of the zip
 */
export async function zipFolder(folder: string): Promise<string> {
  const target = `${folder}.zip`;
  const out = createWriteStream(`${target}.part`);
  const zip = new Zip((error, chunk, final) => {
    if (error !== null) out.destroy(error);
    else out.write(chunk);
    if (final) out.end();
  });
  for (const path of await filesBelow(folder)) {
    const name = [basename(folder), ...relative(folder, path).split(sep)].join('/');
    const entry = new ZipDeflate(name, { level: 6 });
    zip.add(entry);
    entry.push(await readFile(path), true);
    if (out.writableNeedDrain) await once(out, 'drain');
  }
  zip.end();
  await finished(out);
  await rename(`${target}.part`, target);
  return target;
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
