import { asArray, asObject } from './json-fields.ts';
import type { RawSpan } from './place-spans.ts';
import { parseJson } from './parse-json.ts';
import type { RecordResult } from './read-records.ts';
import { readSpanList } from './readers/record-spans.ts';
import { createSpanRows } from './span-rows.ts';
import type { TableColumns } from './table-columns.ts';

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
    else for (const entry of Object.entries(own)) entries.push(entry);
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
