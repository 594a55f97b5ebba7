import { createHash } from 'node:crypto';
import { strToU8, zipSync } from 'fflate';
import type { Writer } from '../writer.ts';
import { writeJsonl } from './write-json-formats.ts';

/**
 * A bundle of documents alone: `documents.jsonl`, `project.json` and a manifest with sha256 sums. The engine adds the
 * project's schema, annotations and guidelines through `bundleBytes`.
 */
export const writeBundle: Writer = async function* (documents, options) {
  const parts: string[] = [];
  for await (const { data } of writeJsonl(documents, options))
    parts.push(typeof data === 'string' ? data : '');
  const project = JSON.stringify({ format: 'diziner-bundle', version: 1, offsetUnit: 'utf16' });
  yield {
    path: '',
    data: bundleBytes(
      new Map([
        ['project.json', `${project}\n`],
        ['documents.jsonl', parts.join('')],
      ]),
    ),
  };
};

/** A zip of these files and a `manifest.json` with their sha256 sums; equal files give equal bytes. */
export function bundleBytes(files: ReadonlyMap<string, string | Uint8Array>): Uint8Array {
  const entries = [...files].map(
    ([path, data]) => [path, typeof data === 'string' ? strToU8(data) : data] as const,
  );
  const sha256 = Object.fromEntries(
    entries.map(([path, bytes]) => [path, createHash('sha256').update(bytes).digest('hex')]),
  );
  const manifest = strToU8(
    `${JSON.stringify({ format: 'diziner-bundle', version: 1, unit: 'utf16', sha256 }, null, 2)}\n`,
  );
  return zipSync(Object.fromEntries([...entries, ['manifest.json', manifest]]), {
    mtime: '1980-01-01T00:00:00',
  });
}
