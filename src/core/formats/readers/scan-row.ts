/** Where in a text the two wanted cells of one row lie. */
export interface ScannedRow {
  /** Index of the line feed that ends the row, or the text's length. */
  lineEnd: number;
  tokenStart: number;
  /** 0 where the row has no such cell or it is empty. */
  tokenEnd: number;
  tagStart: number;
  tagEnd: number;
}

export const newRow = (): ScannedRow => ({ lineEnd: 0, tokenStart: 0, tokenEnd: 0, tagStart: 0, tagEnd: 0 });

const tab = 0x09;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;

/**
 * Finds the token and the tag of the row that begins at `at` without cutting the line into strings; a carriage return
 * at the end of the line belongs to no cell. Cells as `splitColumns` cuts them, but for white space other than blanks
 * and tabs at the ends of a line, which the caller must exclude.
 */
export type RowScanner = (text: string, at: number, row: ScannedRow) => void;

/** @param tagColumn null: `tagEnd` is always 0 */
export function rowScanner(
  separator: 'tab' | 'spaces',
  tokenColumn: number,
  tagColumn: number | null,
): RowScanner {
  const wantedTag = tagColumn ?? -1;
  const setCell = (row: ScannedRow, column: number, start: number, end: number): void => {
    if (end <= start) return;
    if (column === tokenColumn) {
      row.tokenStart = start;
      row.tokenEnd = end;
    }
    if (column === wantedTag) {
      row.tagStart = start;
      row.tagEnd = end;
    }
  };
  const byTabs: RowScanner = (text, at, row) => {
    row.tokenEnd = 0;
    row.tagEnd = 0;
    const { length } = text;
    let column = 0;
    let from = at;
    let i = at;
    for (; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > lineFeed) continue;
      if (code === tab) {
        setCell(row, column++, from, i);
        from = i + 1;
      } else if (code === lineFeed) break;
    }
    setCell(row, column, from, contentEnd(text, at, i));
    row.lineEnd = i;
  };
  const bySpaces: RowScanner = (text, at, row) => {
    row.tokenEnd = 0;
    row.tagEnd = 0;
    const { length } = text;
    let column = 0;
    let from = -1; // start of the cell that is open
    let i = at;
    for (; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > space) {
        if (from < 0) from = i;
      } else if (code === space || code === tab) {
        if (from >= 0) setCell(row, column++, from, i);
        from = -1;
      } else if (code === lineFeed) break;
      else if (from < 0) from = i;
    }
    const end = contentEnd(text, at, i);
    if (from >= 0 && from < end) setCell(row, column, from, end);
    row.lineEnd = i;
  };
  return separator === 'tab' ? byTabs : bySpaces;
}

/** End of a line's content: a carriage return before the line feed (or the end of the text) is left out. */
export function contentEnd(text: string, at: number, lineEnd: number): number {
  return lineEnd > at && text.charCodeAt(lineEnd - 1) === carriageReturn ? lineEnd - 1 : lineEnd;
}
