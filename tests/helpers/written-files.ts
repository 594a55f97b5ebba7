import { unzipSync } from 'fflate';
import type { Format } from '#core/formats/format-info.ts';
import type { ExportDocument } from '#core/formats/writer.ts';

/** What a format writes for these documents, in memory: path → bytes ('' for formats of one file). */
export async function writtenFiles(
  format: Format,
  documents: readonly ExportDocument[],
): Promise<Map<string, Uint8Array>> {
  const parts = new Map<string, Uint8Array[]>();
  async function* stream(): AsyncGenerator<ExportDocument> {
    yield* documents;
  }
  for await (const { path, data } of format.write?.(stream(), {}) ?? []) {
    const list = parts.get(path) ?? [];
    list.push(typeof data === 'string' ? Buffer.from(data, 'utf8') : data);
    parts.set(path, list);
  }
  return new Map([...parts].map(([path, list]) => [path, new Uint8Array(Buffer.concat(list))]));
}

/** The file a reader of this format is given, with its siblings. */
export async function seedFile(
  format: Format,
  documents: readonly ExportDocument[],
): Promise<{
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly siblings: Map<string, Uint8Array>;
}> {
  const files = await writtenFiles(format, documents);
  const wanted: Readonly<Record<string, RegExp>> = {
    brat: /\.ann$/,
    'uima-xmi': /\.zip$/,
    'hf-jsonl': /\.jsonl$/,
  };
  const pattern = wanted[format.id] ?? /^/;
  const path = [...files.keys()].find((candidate) => pattern.test(candidate)) ?? '';
  const bytes = files.get(path) ?? new Uint8Array(0);
  if (format.id !== 'uima-xmi')
    return { name: path === '' ? `corpus${format.extensions[0] ?? ''}` : path, bytes, siblings: files };
  const [name, xmi] = Object.entries(unzipSync(bytes)).find(([entry]) => entry.endsWith('.xmi')) ?? [
    '',
    bytes,
  ];
  return { name, bytes: xmi, siblings: new Map() };
}
