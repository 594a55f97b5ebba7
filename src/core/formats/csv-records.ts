import { limits } from './limits.ts';
import { lineEndOf, readLines } from './read-lines.ts';
import type { ReadSource } from './read-source.ts';
import type { ReadOptions } from './reader.ts';
import type { EncodingGuess } from './encoding.ts';

export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
  readonly text: string;
  readonly problem?: string;
}

/** Stands for the delimiter of a table of one column: a character that no text has. */
export const noDelimiter = '\0';
/** What Excel takes for the delimiter where a file begins with it; it is no row. */
export const separatorLine = /^\uFEFF?sep=(.)\r?$/i;

/** A quoted cell that never ends swallows the rest of the file; above this many characters it counts as broken. */
const maxRecord = 16 << 20;

/** Rows of a CSV or TSV file (RFC 4180: quotes doubled inside quotes, line breaks allowed there), in batches. */
export async function* readCsvRecords(
  source: ReadSource,
  options: ReadOptions,
  encoding: EncodingGuess,
  delimiter: string,
): AsyncGenerator<readonly CsvRecord[]> {
  const cutter = createRecordCutter(delimiter);
  for await (const block of readLines(source, options, encoding)) {
    const batch: CsvRecord[] = [];
    for (const [i, line] of block.lines.entries()) {
      const number = block.firstLine + i;
      const damage = block.damaged.get(i);
      if (damage !== undefined) {
        batch.push({ line: number, cells: [], text: line, problem: damage });
        continue;
      }
      const record = cutter.line(line, number);
      if (record !== null) batch.push(record);
    }
    const rest = block.last ? cutter.end() : null;
    if (rest !== null) batch.push(rest);
    yield batch;
  }
}

interface RecordCutter {
  /** Takes the next line; the record it ends, if it ends one. */
  line(text: string, number: number): CsvRecord | null;
  /** What is left open at the end of the file. */
  end(): CsvRecord | null;
}

/** Puts lines together to records: a line break inside quotes ends none. */
function createRecordCutter(delimiter: string): RecordCutter {
  let open: string[] = [];
  let openLength = 0;
  let openLine = 0;
  let inside = false;
  const close = (problem?: string): CsvRecord => {
    const text = open.join('\n');
    const cells = parseRow(text.endsWith('\r') ? text.slice(0, -1) : text, delimiter);
    open = [];
    openLength = 0;
    inside = false;
    return problem === undefined
      ? { line: openLine, cells, text }
      : { line: openLine, cells, text: text.slice(0, limits.quarantineText), problem };
  };
  return {
    line(text, number) {
      if (open.length === 0) {
        if (text === '' || text === '\r' || (number === 1 && separatorLine.test(text))) return null;
        openLine = number;
      }
      open.push(text);
      openLength += text.length + 1;
      inside = endsInside(text, delimiter, inside);
      if (openLength > maxRecord) return close('a quoted cell has no end');
      return inside ? null : close();
    },
    end: () => (open.length === 0 ? null : close('a quoted cell has no end')),
  };
}

/** The first records of a text, at most `limit`; one that the end of the text cuts is left out unless it is whole. */
export function firstRecords(text: string, delimiter: string, isWhole: boolean, limit: number): CsvRecord[] {
  const cutter = createRecordCutter(delimiter);
  const records: CsvRecord[] = [];
  let number = 0;
  for (let at = 0; at <= text.length && records.length < limit;) {
    const end = lineEndOf(text, at);
    if (end === text.length && !isWhole) return records;
    const record = cutter.line(text.slice(at, end), ++number);
    if (record !== null) records.push(record);
    at = end + 1;
  }
  const rest = isWhole && records.length < limit ? cutter.end() : null;
  return rest === null ? records : [...records, rest];
}

/** Whether a quoted cell is open after this line; only quotes at the start of a cell open one. */
function endsInside(line: string, delimiter: string, wasInside: boolean): boolean {
  if (!line.includes('"')) return wasInside;
  let inside = wasInside;
  for (let at = 0; at < line.length; at++) {
    if (line.charCodeAt(at) !== 0x22) continue;
    if (!inside) inside = at === 0 || line.startsWith(delimiter, at - delimiter.length);
    else if (line.charCodeAt(at + 1) === 0x22) at++;
    else inside = false;
  }
  return inside;
}

/** Cells of one record. Quotes inside a cell that is not quoted as a whole are ordinary characters. */
export function parseRow(text: string, delimiter: string): string[] {
  if (!text.includes('"')) return text.split(delimiter);
  const cells: string[] = [];
  let at = 0;
  while (at <= text.length) {
    if (text.charCodeAt(at) === 0x22) {
      const start = at;
      let cell = '';
      let from = at + 1;
      for (;;) {
        const quote = text.indexOf('"', from);
        if (quote < 0) {
          cell += text.slice(from);
          at = text.length;
          break;
        }
        cell += text.slice(from, quote);
        if (text.charCodeAt(quote + 1) !== 0x22) {
          at = quote + 1;
          break;
        }
        cell += '"';
        from = quote + 2;
      }
      const found = text.indexOf(delimiter, at);
      const end = found < 0 ? text.length : found;
      // Text after the closing quote: the quotes belong to the text.
      cells.push(/\S/.test(text.slice(at, end)) ? text.slice(start, end) : cell);
      if (found < 0) return cells;
      at = end + delimiter.length;
    } else {
      const end = text.indexOf(delimiter, at);
      cells.push(text.slice(at, end < 0 ? text.length : end));
      if (end < 0) return cells;
      at = end + delimiter.length;
    }
  }
  return cells;
}

/** A cell as RFC 4180 writes it. */
export function csvCell(value: string, delimiter = ','): string {
  return value.includes('"') || value.includes(delimiter) || /[\r\n]|^\s|\s$/.test(value)
    ? `"${value.replaceAll('"', '""')}"`
    : value;
}
