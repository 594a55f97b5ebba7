import { readCsvRecords } from '../csv-records.ts';
import { delimiterName, detectDelimiter, tableDelimiter } from '../detect-delimiter.ts';
import { chooseEncoding } from '../encoding.ts';
import { quarantined } from '../read-json-elements.ts';
import { createPlacer, type ExtractedElement } from '../read-records.ts';
import { headBytes, readHead } from '../read-source.ts';
import type { ReadItem, Reader } from '../reader.ts';
import { tableColumns } from '../table-columns.ts';
import { createTableReader } from '../table-rows.ts';

/**
 * CSV and TSV: a text column with labels as JSON in a cell, or one row per span (`doc_id,start,end,label,text`).
 * Columns are found by name; further columns become metadata.
 */
export const readCsv: Reader = async function* (source, options) {
  const head = await readHead(source);
  const encoding = chooseEncoding(head, source.name, options.encoding);
  const decoded = new TextDecoder(encoding.encoding).decode(head);
  const guess = detectDelimiter(decoded, head.length < headBytes);
  const delimiter = tableDelimiter(options.delimiter, guess);
  yield [
    { kind: 'detected', what: 'encoding', value: encoding.encoding, confidence: encoding.confidence },
    {
      kind: 'detected',
      what: 'delimiter',
      value: delimiterName(delimiter),
      confidence: options.delimiter === undefined ? (guess?.confidence ?? 0.3) : 1,
    },
  ];
  const place = createPlacer('utf16', false, options);
  let reader: ReturnType<typeof createTableReader> | null = null;
  /** Cells of a row; null without column names. */
  let width: number | null = null;
  let last = { line: 1, text: '' };
  for await (const records of readCsvRecords(source, options, encoding, delimiter)) {
    const out: ReadItem[] = [];
    const batch: ExtractedElement[] = [];
    let rows = records;
    if (reader === null) {
      const good = records.filter(({ problem }) => problem === undefined);
      if (good.length === 0 && records.length === 0) continue;
      const columns = tableColumns(
        good.map(({ cells }) => cells),
        options,
      );
      if (columns.missing !== null) {
        yield [quarantined(1, columns.missing, good[0]?.text ?? '')];
        return;
      }
      reader = createTableReader(columns);
      if (columns.hasHeader) width = columns.names.length;
      out.push({
        kind: 'detected',
        what: 'columns',
        value: `text: ${columns.names[columns.text] ?? String(columns.text + 1)}`,
        confidence: columns.hasHeader ? 0.9 : 0.4,
      });
      if (columns.hasHeader) rows = records.filter((record) => record !== good[0]);
    }
    for (const { line, cells, text, problem } of rows) {
      last = { line, text };
      if (problem !== undefined) out.push(quarantined(line, problem, text));
      else if (width !== null && cells.slice(width).some((cell) => cell.trim() !== ''))
        out.push(quarantined(line, tooManyCells(cells.length, width), text));
      else batch.push({ element: last, results: reader.row({ line, cells }) });
    }
    place(batch, out);
    if (out.length > 0) yield out;
  }
  if (reader === null) return;
  const out: ReadItem[] = [];
  place([{ element: last, results: reader.end() }], out);
  yield out;
};

/** Such a row was cut inside its text: what follows the delimiter would be lost. */
const tooManyCells = (found: number, expected: number): string =>
  `the row has ${found} cells, the header ${expected}; a text that holds the delimiter must stand in quotes`;
