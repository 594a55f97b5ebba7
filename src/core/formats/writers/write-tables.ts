import { csvCell } from '../csv-records.ts';
import type { ExportDocument, Writer } from '../writer.ts';

/**
 * `id, text, spans, meta`; spans as JSON with UTF-16 offsets, surfaces and fragments. The cell of a document that
 * nobody annotated is empty.
 */
export const tableHeader = ['id', 'text', 'spans', 'meta'] as const;

export function tableRow(document: ExportDocument): readonly string[] {
  const spans = document.spans.map(({ start, end, type, text, fragments }) => ({
    start,
    end,
    type,
    text,
    ...(fragments === undefined ? {} : { fragments }),
  }));
  const meta =
    document.meta === undefined || Object.keys(document.meta).length === 0
      ? ''
      : JSON.stringify(document.meta);
  return [document.id, document.text, document.annotated === false ? '' : JSON.stringify(spans), meta];
}

function tableWriter(delimiter: string): Writer {
  return async function* (documents) {
    yield { path: '', data: `${tableHeader.join(delimiter)}\r\n` };
    for await (const document of documents)
      yield {
        path: '',
        data: `${tableRow(document)
          .map((cell) => csvCell(cell, delimiter))
          .join(delimiter)}\r\n`,
      };
  };
}

export const writeCsv = tableWriter(',');
export const writeTsv = tableWriter('\t');

/** One document a line; line breaks inside a document become spaces, because a line is all a document has. */
export const writeText: Writer = async function* (documents) {
  for await (const { text } of documents) yield { path: '', data: `${text.replace(/\r\n|[\r\n]/g, ' ')}\n` };
};
