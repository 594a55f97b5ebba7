import type { ColumnRole } from '#shared/domain/reader-options.ts';
import { detectLayout, type ColumnLayout } from './column-layout.ts';
import { isMark, splitColumns } from './column-rows.ts';
import { firstRecords } from './csv-records.ts';
import { detectDelimiter, tableDelimiter } from './detect-delimiter.ts';
import { chooseEncoding } from './encoding.ts';
import { fileSource, headBytes, readHead } from './read-source.ts';
import type { ReadOptions } from './reader.ts';
import { tableColumns } from './table-columns.ts';

/** One column of a table or column file, what it is taken for, and its first cells. */
export interface PreviewColumn {
  /** Header name, or the column's number from 0. */
  readonly name: string;
  readonly role: ColumnRole;
  readonly samples: readonly string[];
}

const shownRows = 5;
const layoutLines = 2_000;

/** Columns of a CSV/TSV or CoNLL-like file from its beginning; empty for every other format. */
export async function previewColumns(
  path: string,
  format: string,
  options: ReadOptions,
): Promise<PreviewColumn[]> {
  const isTable = format === 'csv' || format === 'tsv';
  const isColumns = ['conll', 'iob1', 'iob2', 'iobes', 'bilou'].includes(format);
  if (!isTable && !isColumns) return [];
  const head = await readHead(await fileSource(path));
  const { encoding } = chooseEncoding(head, path, options.encoding);
  const isWhole = head.length < headBytes;
  const text = new TextDecoder(encoding).decode(head, { stream: !isWhole });
  return isTable ? tableView(text, isWhole, options) : columnView(text, isWhole, options);
}

function tableView(text: string, isWhole: boolean, options: ReadOptions): PreviewColumn[] {
  const delimiter = tableDelimiter(options.delimiter, detectDelimiter(text, isWhole));
  const rows = firstRecords(text, delimiter, isWhole, shownRows + 1).map(({ cells }) => cells);
  const columns = tableColumns(rows, options);
  const header = rows[0] ?? [];
  const roleOf = (index: number): ColumnRole => {
    if (index === columns.text) return 'text';
    if (index === columns.id) return 'id';
    if (index === columns.perSpan?.start) return 'start';
    if (index === columns.perSpan?.end) return 'end';
    if (index === columns.spans || index === columns.perSpan?.type) return 'label';
    return 'meta';
  };
  return header.map((cell, index) => ({
    name: columns.hasHeader ? cell : String(index),
    role: roleOf(index),
    samples: rows.slice(columns.hasHeader ? 1 : 0).map((row) => (row[index] ?? '').slice(0, 80)),
  }));
}

function columnView(text: string, isWhole: boolean, options: ReadOptions): PreviewColumn[] {
  // The last line may be cut by the end of the head.
  const lines = text.split('\n').slice(0, isWhole ? undefined : -1);
  const layout = detectLayout(lines.slice(0, layoutLines), options);
  if (layout === null) return [];
  const rows = lines
    .filter(
      (line, index) =>
        /\S/u.test(line) && !isMark(line) && !line.startsWith('#') && index !== layout.headerLine,
    )
    .slice(0, shownRows)
    .map((line) => splitColumns(line.replace(/\r$/u, ''), layout.separator));
  return Array.from({ length: layout.columns }, (_, index) => ({
    name: ownName(layout.names, index) ?? String(index),
    role: columnRole(layout, index),
    samples: rows.map((row) => (row[index] ?? '').slice(0, 80)),
  }));
}

/** A name that another column has too would name that one. */
function ownName(names: readonly string[], index: number): string | null {
  const name = names[index] ?? '';
  return name === '' || names.indexOf(name) !== names.lastIndexOf(name) ? null : name;
}

function columnRole({ tokenColumn, tagColumn, sentenceColumn }: ColumnLayout, index: number): ColumnRole {
  if (index === tokenColumn) return 'token';
  if (index === tagColumn) return 'tag';
  return index === sentenceColumn ? 'sentence' : 'meta';
}
