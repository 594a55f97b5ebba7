import { optionPlaces } from '#shared/domain/reader-options.ts';
import { columnPlace } from './column-place.ts';
import type { ReadOptions } from './reader.ts';
import { largest } from './extremes.ts';

/** Which column of a table holds what; indices into the cells. */
export interface TableColumns {
  /** Why the table cannot be read: columns that were asked for, or the texts, are not there. */
  readonly missing: string | null;
  readonly names: readonly string[];
  readonly hasHeader: boolean;
  readonly text: number;
  readonly id: number | null;
  /** A list of spans as JSON in a cell. */
  readonly spans: number | null;
  /** One row per span instead. */
  readonly perSpan: {
    readonly start: number;
    readonly end: number;
    readonly type: number;
    readonly surface: number | null;
  } | null;
}

const textNames = [
  'text',
  'document_text',
  'content',
  'sentence',
  'document',
  'body',
  'abstract',
  'tweet',
  'data',
  'text:string',
];
const idNames = [
  'id',
  'doc_id',
  'document_id',
  'docid',
  'documentid',
  'guid',
  'uuid',
  'text_id',
  'sentence_id',
];
const spanNames = ['spans', 'entities', 'label', 'labels', 'annotations', 'ner'];
const typeNames = ['label', 'type', 'tag', 'entity_type', 'category'];
const surfaceNames = ['surface', 'span', 'mention', 'span_text', 'entity', 'entity_text'];
const known = new Set([...textNames, ...idNames, ...spanNames, ...typeNames, 'start', 'end', 'meta']);

/** True for the name of a column that holds texts. */
export function namesText(cell: string): boolean {
  return textNames.includes(cell.trim().toLowerCase());
}

/** True for any name by which a column of a table of documents is found. */
export function isColumnName(cell: string): boolean {
  return known.has(cell.trim().toLowerCase());
}

/** Rows looked at to tell what unnamed columns hold. */
const sampleRows = 200;

/** Finds the columns by their names in the first row, else by what the cells look like. */
export function tableColumns(rows: readonly (readonly string[])[], options: ReadOptions): TableColumns {
  const first = rows[0] ?? [];
  const lower = first.map((cell) => cell.trim().toLowerCase());
  const hasHeader = options.header ?? lower.some((cell) => known.has(cell) || namesField(cell, options));
  const names = hasHeader ? lower : first.map((_, i) => String(i + 1));
  const placeOf = (name: string): number | null => columnPlace(name, hasHeader ? lower : [], lower.length);
  const details = new Set((options.detailFields ?? []).map(placeOf));
  const find = (wanted: readonly string[]): number | null => {
    for (const name of wanted) {
      const at = names.indexOf(name);
      if (at >= 0 && !details.has(at)) return at;
    }
    return null;
  };
  const missing: string[] = [];
  const chosen = (name: string | undefined, wanted: readonly string[]): number | null => {
    if (name === undefined) return find(wanted);
    const at = placeOf(name);
    if (at === null) missing.push(name);
    return at;
  };
  const start = chosen(options.startField, ['start', 'start_offset', 'begin']);
  const end = chosen(options.endField, ['end', 'end_offset']);
  const spans = chosen(options.labelField, spanNames);
  const type = options.labelField === undefined ? find(typeNames) : spans;
  const id = chosen(options.idField, idNames);
  const surface = find(surfaceNames);
  const perSpan = start !== null && end !== null && type !== null ? { start, end, type, surface } : null;
  const body = rows.slice(hasHeader ? 1 : 0, sampleRows);
  const used = [...details, start, end, id, spans, ...(perSpan === null ? [] : [type, surface])];
  const text = chosen(options.textField, textNames) ?? longestColumn(body, new Set(used));
  const columns = { names, hasHeader, text: text ?? 0, id, spans, perSpan };
  if (missing.length > 0) return { ...columns, missing: missingColumns(missing, hasHeader ? first : null) };
  const isWithoutTexts =
    perSpan !== null &&
    body.length > 0 &&
    (text === null || (options.textField === undefined && holdsSurfaces(body, columns)));
  return { ...columns, missing: isWithoutTexts ? withoutTexts(names, text) : null };
}

/** A number that was asked for is a column's place; in the first row it says nothing. */
function namesField(cell: string, options: ReadOptions): boolean {
  const { textField, idField, labelField, startField, endField } = options;
  const fields = [textField, idField, labelField, startField, endField];
  return !/^\d+$/.test(cell) && fields.some((name) => name?.toLowerCase() === cell);
}

/** A row per span whose text is as long as the span: the marked words, not the document they were marked in. */
function holdsSurfaces(
  rows: readonly (readonly string[])[],
  { text, perSpan }: Pick<TableColumns, 'text' | 'perSpan'>,
): boolean {
  if (perSpan === null) return false;
  const marked = rows.filter((cells) => /^\s*\d+\s*$/.test(cells[perSpan.end] ?? ''));
  const whole = marked.filter((cells) => Number(cells[perSpan.end]) <= (cells[text] ?? '').length);
  const covered = marked.filter((cells) => {
    const length = Number(cells[perSpan.end]) - Number(cells[perSpan.start]);
    // One more where the last character belongs to the span.
    return Math.abs((cells[text] ?? '').length - length) <= 1;
  });
  return covered.length >= marked.length * 0.9 && whole.length < marked.length / 2;
}

function withoutTexts(names: readonly string[], text: number | null): string {
  const found = text === null ? '' : `; "${names[text] ?? text}" holds only the marked words`;
  return (
    `the table has a row for each span, but no column with the text of the documents${found}. ` +
    `Add the whole text to each row, as "document_text", or say which column it is with ${optionPlaces.columns}`
  );
}

function missingColumns(missing: readonly string[], header: readonly string[] | null): string {
  const columns = missing.map((name) => `"${name}"`).join(', ');
  return header === null
    ? `there is no column ${columns}: the table has no names of columns; give their numbers, from 0`
    : `there is no column ${columns}; the columns are ${header.map((name) => `"${name.trim()}"`).join(', ')}`;
}

/** null where every column is taken. */
function longestColumn(
  rows: readonly (readonly string[])[],
  taken: ReadonlySet<number | null>,
): number | null {
  const sums: number[] = [];
  for (const row of rows)
    for (const [i, cell] of row.entries()) sums[i] = (sums[i] ?? 0) + (taken.has(i) ? 0 : cell.length);
  const longest = largest(sums);
  return longest === 0 ? null : sums.indexOf(longest);
}
