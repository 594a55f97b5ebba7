import { limits } from './limits.ts';
import { readLines } from './read-lines.ts';
import type { ReadSource } from './read-source.ts';
import type { ReadOptions } from './reader.ts';
import type { EncodingGuess } from './encoding.ts';

export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
  readonly text: string;
  readonly problem?: string;
}

/** A quoted cell that never ends swallows the rest of the file; above this many characters it counts as broken. */
const maxRecord = 16 << 20;

/** Rows of a CSV or TSV file (RFC 4180: quotes doubled inside quotes, line breaks allowed there), in batches. */
export async function* readCsvRecords(
  source: ReadSource,
  options: ReadOptions,
  encoding: EncodingGuess,
  delimiter: string,
): AsyncGenerator<readonly CsvRecord[]> {
  let open: string[] = [];
  let openLength = 0;
  let openLine = 0;
  let inside = false;
  for await (const block of readLines(source, options, encoding)) {
    const batch: CsvRecord[] = [];
    for (const [i, line] of block.lines.entries()) {
      const number = block.firstLine + i;
      if (block.damaged.has(i)) {
        batch.push({ line: number, cells: [], text: line, problem: 'bytes that are not valid UTF-8' });
        continue;
      }
      if (open.length === 0) {
        if (line === '' || line === '\r') continue;
        openLine = number;
      }
      open.push(line);
      openLength += line.length + 1;
      inside = endsInside(line, delimiter, inside);
      const closed = !inside && openLength <= maxRecord;
      if (!closed && openLength <= maxRecord && !(block.last && i === block.lines.length - 1)) continue;
      const text = open.join('\n');
      const cells = parseRow(text.endsWith('\r') ? text.slice(0, -1) : text, delimiter);
      batch.push(
        closed
          ? { line: openLine, cells, text }
          : {
              line: openLine,
              cells,
              text: text.slice(0, limits.quarantineText),
              problem: 'a quoted cell has no end',
            },
      );
      open = [];
      openLength = 0;
      inside = false;
    }
    yield batch;
  }
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

/** Cells of one record. A quote inside an unquoted cell is an ordinary character. */
export function parseRow(text: string, delimiter: string): string[] {
  if (!text.includes('"')) return text.split(delimiter);
  const cells: string[] = [];
  let at = 0;
  while (at <= text.length) {
    if (text.charCodeAt(at) === 0x22) {
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
      const end = text.indexOf(delimiter, at);
      cells.push(cell + text.slice(at, end < 0 ? text.length : end));
      if (end < 0) return cells;
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

/** The delimiter that cuts the first lines into the same number of cells, at least two; null if none does. */
export function guessDelimiter(
  lines: readonly string[],
): { readonly delimiter: string; readonly confidence: number } | null {
  const sample = lines.filter((line) => line.trim() !== '').slice(0, 50);
  let best: { delimiter: string; confidence: number } | null = null;
  for (const delimiter of ['\t', ',', ';', '|']) {
    const counts = sample.map((line) => parseRow(line, delimiter).length);
    const first = counts[0] ?? 1;
    if (first < 2) continue;
    const same = counts.filter((count) => count === first).length / counts.length;
    if (same > (best?.confidence ?? 0.3)) best = { delimiter, confidence: Math.min(0.95, same) };
  }
  return best;
}

/** A cell as RFC 4180 writes it. */
export function csvCell(value: string, delimiter = ','): string {
  return value.includes('"') || value.includes(delimiter) || /[\r\n]|^\s|\s$/.test(value)
    ? `"${value.replaceAll('"', '""')}"`
    : value;
}
