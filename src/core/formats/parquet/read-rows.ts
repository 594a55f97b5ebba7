import type { RowGroup, SchemaTree } from 'hyparquet';
import { assembleNested } from 'hyparquet/src/assemble.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import type { ReadSource } from '../read-source.ts';
import { columnReader, type ColumnReader } from './column-reader.ts';
import { mustHold } from './damage.ts';
import type { Footer } from './footer.ts';
import { leafColumn } from './leaf-column.ts';

export type ParquetRow = Readonly<Record<string, unknown>>;

/** Rows of a batch at most; fewer where they are long. */
const rowsAtOnce = 500;
const entriesAtOnce = 50_000;
const bytesAtOnce = 4 << 20;
/** Kinds of values that are no text, numbers or lists of these. */
const foreign: ReadonlySet<string | undefined> = new Set(['VARIANT', 'GEOMETRY', 'GEOGRAPHY']);

/** Columns that are read; the others are named in `leftOut`. */
export function readableColumns({ schema }: Footer): {
  readonly columns: readonly SchemaTree[];
  readonly leftOut: readonly string[];
} {
  const isForeign = ({ element, children }: SchemaTree): boolean =>
    foreign.has(element.logical_type?.type) || children.some(isForeign);
  return {
    columns: schema.children.filter((column) => !isForeign(column)),
    leftOut: schema.children.filter(isForeign).map(({ element }) => element.name),
  };
}

/**
 * The rows of a file in order, each page decoded once and let go when its rows are out.
 * @throws {ParquetDamage} or what the library throws for a damaged file
 */
export async function* readRows(
  source: ReadSource,
  footer: Footer,
  columns: readonly SchemaTree[],
): AsyncGenerator<readonly ParquetRow[]> {
  for (const group of footer.metadata.row_groups) yield* readGroup(source, footer.schema, group, columns);
}

async function* readGroup(
  source: ReadSource,
  schema: SchemaTree,
  group: RowGroup,
  columns: readonly SchemaTree[],
): AsyncGenerator<readonly ParquetRow[]> {
  const memory = { bytes: 0 };
  const wanted = new Set(columns.map(({ element }) => element.name));
  const readers: ColumnReader[] = [];
  for (const { meta_data: meta } of group.columns)
    if (meta !== undefined && wanted.has(meta.path_in_schema[0] ?? ''))
      readers.push(columnReader(source, leafColumn(schema, meta), memory));
  const atOnce = batchRows(group, readers);
  for (let left = Number(group.num_rows); left > 0;) {
    const count = Math.min(left, atOnce);
    const leaves = new Map<string, unknown[]>();
    for (const reader of readers) {
      const rows = await reader.read(count);
      mustHold(rows.length === count, `the column ${reader.column.element.name} ends before its rows do`);
      leaves.set(reader.column.meta.path_in_schema.join('.'), rows);
    }
    yield toRows(leaves, columns, count);
    left -= count;
  }
  for (const reader of readers)
    mustHold((await reader.read(1)).length === 0, 'a column holds more rows than its group');
}

function batchRows(group: RowGroup, readers: readonly ColumnReader[]): number {
  let rows = rowsAtOnce;
  for (const { column } of readers) {
    const perRow = (total: bigint): number => Math.max(1, Number(total) / Number(group.num_rows));
    rows = Math.min(rows, entriesAtOnce / perRow(column.meta.num_values));
    rows = Math.min(rows, bytesAtOnce / perRow(column.meta.total_uncompressed_size));
  }
  return Math.max(1, Math.floor(rows));
}

function toRows(
  leaves: Map<string, unknown[]>,
  columns: readonly SchemaTree[],
  count: number,
): readonly ParquetRow[] {
  const cells = columns.map((column) => {
    assembleNested(leaves, column, DEFAULT_PARSERS);
    return leaves.get(column.path.join('.')) ?? [];
  });
  return Array.from({ length: count }, (_, i) =>
    Object.fromEntries(columns.map(({ element }, c) => [element.name, cells[c]?.[i]])),
  );
}
