import { AppError } from '#shared/errors.ts';
import { unzip } from '../archive.ts';
import { parseJson } from '../parse-json.ts';
import { readWholeBytes } from '../read-lines.ts';
import { bytesSource } from '../read-source.ts';
import type { ReadItem, Reader } from '../reader.ts';
import { asObject, asString } from '../json-fields.ts';
import { createHash } from 'node:crypto';
import { readJsonl } from './read-jsonl.ts';

/** The documents of a project bundle (`documents.jsonl`); every file is checked against the manifest's sha256. */
export const readBundle: Reader = async function* (source, options) {
  const files = unzip(await readWholeBytes(source, options), source.name);
  const documents = files.get('documents.jsonl');
  if (documents === undefined)
    throw new AppError('FORMAT_INVALID', `${source.name} is no project bundle: it has no documents.jsonl`, {
      action: 'Choose a bundle written by the export, or unpack the archive and import its files.',
    });
  const damaged = changedFiles(files);
  if (damaged.length > 0)
    yield damaged.map((path): ReadItem => ({
      kind: 'repaired',
      line: 0,
      what: `${path} is not as its manifest says (sha256 differs)`,
    }));
  yield* readJsonl(bytesSource(`${source.name}/documents.jsonl`, documents), options);
};

function changedFiles(files: ReadonlyMap<string, Uint8Array>): string[] {
  const manifest = files.get('manifest.json');
  if (manifest === undefined) return [];
  const listed = asObject(asObject(parseJson(new TextDecoder().decode(manifest), 1).value)?.['sha256']);
  return Object.entries(listed ?? {}).flatMap(([path, sum]) => {
    const bytes = files.get(path);
    const same = bytes !== undefined && createHash('sha256').update(bytes).digest('hex') === asString(sum);
    return same ? [] : [path];
  });
}
