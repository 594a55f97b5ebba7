import { createOffsetMap } from '#core/text/offsets.ts';
import { csvCell } from '../csv-records.ts';
import { keepsInUtf8, noId } from '../format-keeps.ts';
import type { FormatKeeps } from '../format-info.ts';
import type { ExportDocument, WriteOptions, Writer } from '../writer.ts';

/**
 * `id, text, spans, meta`; spans as JSON with offsets, surfaces and fragments. The cell of a document that
 * nobody annotated is empty.
 */
export const tableHeader = ['id', 'text', 'spans', 'meta'] as const;

export function tableRow(
  document: ExportDocument,
  { offsetUnit = 'utf16' }: WriteOptions,
): readonly string[] {
  const map = createOffsetMap(document.text, offsetUnit);
  const place = (at: number): number => map.fromUtf16(at) ?? at;
  const spans = document.spans.map(({ start, end, type, text, fragments }) => ({
    start: place(start),
    end: place(end),
    type,
    text,
    ...(fragments === undefined
      ? {}
      : { fragments: fragments.map(([from, to]) => [place(from), place(to)]) }),
  }));
  const meta =
    document.meta === undefined || Object.keys(document.meta).length === 0
      ? ''
      : JSON.stringify(document.meta);
  return [document.id, document.text, document.annotated === false ? '' : JSON.stringify(spans), meta];
}

function tableWriter(delimiter: string): Writer {
  return async function* (documents, options) {
    yield { path: '', data: `${tableHeader.join(delimiter)}\r\n` };
    for await (const document of documents)
      yield {
        path: '',
        data: `${tableRow(document, options)
          .map((cell) => csvCell(cell, delimiter))
          .join(delimiter)}\r\n`,
      };
  };
}

export const writeCsv = tableWriter(',');
export const writeTsv = tableWriter('\t');

export const tableKeeps: FormatKeeps = {
  ...keepsInUtf8,
  // Cells of ids are read without white space around them, as spreadsheets write them.
  id: (id) => {
    const cell = id.trim().toWellFormed();
    return cell === '' ? null : cell;
  },
  // Spans are JSON in their cell.
  type: (type) => type,
  words: null,
};

export const textKeeps: FormatKeeps = {
  ...keepsInUtf8,
  id: noId,
  metadata: false,
  words: null,
  losesMark: true,
  annotated: () => false,
  text: () => (document) => (/\S/.test(document.text) ? oneLine(document.text) : null),
  textWhy: 'a document is one line; line breaks in it come back as blanks',
};

const oneLine = (text: string): string => text.replace(/\r\n|[\r\n]/g, ' ');

/** One document a line; line breaks inside a document become spaces, because a line is all a document has. */
export const writeText: Writer = async function* (documents) {
  for await (const { text } of documents) yield { path: '', data: `${oneLine(text)}\n` };
};
