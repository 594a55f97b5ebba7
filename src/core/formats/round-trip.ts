import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { OffsetUnit } from '#core/text/offsets.ts';
import type { Format, FormatId } from './format-info.ts';
import { fitSpans } from './fit-spans.ts';
import { folderName } from './folder-name.ts';
import { readFiles } from './read-files.ts';
import { withoutBanned } from './xml-scan.ts';
import type { ExportDocument } from './writer.ts';

/** What reading an export back gave. */
export interface RoundTrip {
  readonly documents: number;
  /** Documents whose kept spans came back with the same types and surfaces (and offsets, where the format has any). */
  readonly same: number;
  /** The first that did not. */
  readonly different: readonly string[];
}

const maxListed = 20;
const leavesNothing: ReadonlySet<FormatId> = new Set([
  'conll',
  'iob1',
  'iob2',
  'iobes',
  'bilou',
  'text',
  'webanno-tsv',
]);

/** Remembers a fingerprint of each document written, then reads the export and compares in order. */
export function createRoundTrip(
  format: Format,
  unit: OffsetUnit | undefined,
): {
  expect(document: ExportDocument): void;
  compare(path: string): Promise<RoundTrip>;
} {
  const expected: { readonly id: string; readonly name: string; readonly print: string }[] = [];
  let index = 0;
  // Hugging Face folders hold all documents in one file.
  const byName = format.layout === 'folder' && format.id !== 'hf-jsonl';
  return {
    expect(document) {
      const { kept } = fitSpans(document.spans, format);
      const name = folderName(document.id, index++);
      // Where a document is a run of lines, one without text leaves nothing that could come back.
      if (leavesNothing.has(format.id) && !/\S/.test(document.text)) return;
      expected.push({ id: document.id, name, print: fingerprint(document.text, kept, format) });
    },
    async compare(path) {
      const isFolder = (await stat(path)).isDirectory();
      const found = new Map<string, string>();
      const inOrder: string[] = [];
      const options = {
        format: format.id,
        encoding: 'utf-8',
        ...(unit === undefined ? {} : { offsetUnit: unit }),
      };
      for await (const { file, documents } of readFiles([path], options).batches)
        for (const { text, spans } of documents) {
          const print = fingerprint(text, spans, format);
          if (byName && isFolder) found.set(stemOf(file), print);
          else inOrder.push(print);
        }
      const different: string[] = [];
      let same = 0;
      for (const [i, { id, name, print }] of expected.entries()) {
        const back = byName && isFolder ? found.get(name) : inOrder[i];
        if (back === print) same++;
        else if (different.length < maxListed) different.push(id);
      }
      return { documents: expected.length, same, different };
    },
  };
}

const stemOf = (file: string): string => basename(file).replace(/\.[^.]+$/, '');

function fingerprint(text: string, spans: ExportDocument['spans'], format: Format): string {
  const hash = createHash('sha1');
  const whole = format.id === 'uima-xmi' ? withoutBanned(text) : text;
  const collapse = (part: string): string => part.replace(/\s+/g, '');
  if (format.holds.tokensOnly) hash.update(collapse(whole));
  else hash.update(format.id === 'text' ? text.replace(/\r\n|[\r\n]/g, ' ') : whole);
  const rows = spans.map(({ start, end, type, text: surface, fragments }) =>
    format.holds.tokensOnly
      ? `${collapse(text.slice(0, start)).length} ${type} ${collapse(surface)}`
      : `${start} ${end} ${type} ${format.id === 'uima-xmi' ? withoutBanned(surface) : surface} ${JSON.stringify(fragments ?? null)}`,
  );
  for (const row of rows.sort()) hash.update(`\n${row}`);
  return hash.digest('base64');
}
