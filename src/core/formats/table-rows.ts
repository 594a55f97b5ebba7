import { asArray, asObject } from './json-fields.ts';
import type { RawSpan } from './place-spans.ts';
import { parseJson } from './parse-json.ts';
import type { RecordResult } from './read-records.ts';
import type { ReadOptions } from './reader.ts';
import { readSpanList } from './readers/record-spans.ts';
import { createSpanRows } from './span-rows.ts';

/** Which column of a table holds what; indices into the cells. */
export interface TableColumns {
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

/** Finds the columns by their names in the first row, else by what the cells look like. */
export function tableColumns(rows: readonly (readonly string[])[], options: ReadOptions): TableColumns {
  const first = rows[0] ?? [];
  const lower = first.map((cell) => cell.trim().toLowerCase());
  const fields = [options.textField, options.idField, options.labelField].map((name) => name?.toLowerCase());
  const hasHeader = lower.some((cell) => known.has(cell) || fields.includes(cell));
  const names = hasHeader ? lower : first.map((_, i) => String(i + 1));
  const find = (wanted: readonly string[]): number | null => {
    for (const name of wanted) {
      const at = names.indexOf(name);
      if (at >= 0) return at;
    }
    return null;
  };
  const chosen = (name: string | undefined, wanted: readonly string[]): number | null =>
    name === undefined ? find(wanted) : find([name.toLowerCase()]);
  const text = chosen(options.textField, textNames) ?? longestColumn(rows.slice(hasHeader ? 1 : 0));
  const start = find(['start', 'start_offset', 'begin']);
  const end = find(['end', 'end_offset']);
  const type = chosen(options.labelField, typeNames);
  return {
    names,
    hasHeader,
    text,
    id: chosen(options.idField, idNames),
    spans: chosen(options.labelField, spanNames),
    perSpan:
      start !== null && end !== null && type !== null
        ? { start, end, type, surface: find(surfaceNames) }
        : null,
  };
}

function longestColumn(rows: readonly (readonly string[])[]): number {
  const sums: number[] = [];
  for (const row of rows.slice(0, 200)) row.forEach((cell, i) => (sums[i] = (sums[i] ?? 0) + cell.length));
  return Math.max(0, sums.indexOf(Math.max(0, ...sums)));
}

export interface TableRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * One document per row, or one span per row. Where spans stand in a cell, an empty cell says that nobody annotated the
 * text, and `[]` that it has none; a document listed among rows of spans without any was annotated.
 */
export function createTableReader(columns: TableColumns): {
  row(row: TableRow): readonly RecordResult[];
  end(): readonly RecordResult[];
} {
  const { perSpan, names } = columns;
  const spanRows = createSpanRows();
  const used = new Set([
    columns.text,
    columns.id,
    columns.spans,
    ...(perSpan === null ? [] : Object.values(perSpan)),
  ]);
  return {
    row({ line, cells }) {
      if (cells.length <= columns.text)
        return [
          {
            kind: 'problem',
            why: `the row has ${cells.length} cells, the text is in number ${columns.text + 1}`,
          },
        ];
      const text = cells[columns.text] ?? '';
      const id = columns.id === null ? null : (cells[columns.id] ?? '').trim() || null;
      const meta = metaOf(cells, names, used);
      if (perSpan === null) {
        const results: RecordResult[] = [];
        const { spans, label } = cellSpans(
          columns.spans === null ? '' : (cells[columns.spans] ?? ''),
          results,
        );
        const labelled = label === null ? meta : { ...meta, [names[columns.spans ?? 0] ?? 'label']: label };
        return [...results, { kind: 'record', id, text, spans, meta: labelled }];
      }
      const document = { kind: 'record', id, text, spans: [], meta } as const;
      const start = (cells[perSpan.start] ?? '').trim();
      const end = (cells[perSpan.end] ?? '').trim();
      if (start === '' && end === '') return spanRows.add(document, null); // a document without spans
      if (!/^\d+$/.test(start) || !/^\d+$/.test(end))
        return [
          ...spanRows.add(document, null),
          { kind: 'problem', why: `start "${start}" and end "${end}" are no whole numbers` },
        ];
      const surface = perSpan.surface === null ? undefined : cells[perSpan.surface];
      return spanRows.add(document, {
        start: Number(start),
        end: Number(end),
        type: (cells[perSpan.type] ?? '').trim(),
        line,
        ...(surface === undefined || surface === '' ? {} : { surface }),
      });
    },
    end: () => spanRows.end(),
  };
}

/** What stands in the other columns; a column `meta` that holds a JSON object, as we write it, gives its keys. */
function metaOf(
  cells: readonly string[],
  names: readonly string[],
  used: ReadonlySet<number | null>,
): Record<string, unknown> {
  const entries: [string, unknown][] = [];
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i] ?? '';
    if (cell === '' || used.has(i)) continue;
    const name = names[i] ?? String(i + 1);
    const own = name === 'meta' && cell.startsWith('{') ? asObject(parseJson(cell, 0).value) : null;
    if (own === null) entries.push([name, cell]);
    else entries.push(...Object.entries(own));
  }
  return entries.length === 0 ? {} : Object.fromEntries(entries);
}

/** Spans written as JSON in a cell; a plain word is a label of the whole document. */
function cellSpans(
  cell: string,
  results: RecordResult[],
): { spans: readonly RawSpan[] | null; label: string | null } {
  const trimmed = cell.trim();
  if (trimmed === '') return { spans: null, label: null };
  if (!trimmed.startsWith('[')) return { spans: null, label: cell };
  const { value, problem } = parseJson(trimmed, 0);
  const list = asArray(value);
  if (problem !== undefined || list === null) {
    results.push({ kind: 'problem', why: `the cell of spans is ${problem ?? 'no list'}` });
    return { spans: null, label: null };
  }
  if (list.length > 0 && list.every((entry) => typeof entry === 'string'))
    return { spans: null, label: cell };
  const read = readSpanList(list);
  for (const why of read.problems) results.push({ kind: 'problem', why });
  return { spans: read.spans, label: null };
}
