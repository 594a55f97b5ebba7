import { limits } from '../limits.ts';
import type { ParquetRow } from './read-rows.ts';

export interface PlainRow {
  readonly record: Readonly<Record<string, unknown>>;
  /** Characters of its text, and 48 for each string, number and list it holds. */
  readonly size: number;
  /** Why it is not read, or null. */
  readonly problem: string | null;
}

const nodeSize = 48;

/**
 * A row as the record readers know them: numbers instead of big integers, arrays instead of typed ones, no nulls. Cells
 * that share one long word of a dictionary can make a small file an endless one, so a row's size is bounded.
 */
export function plainRow(row: ParquetRow): PlainRow {
  let size = 0;
  let problem: string | null = null;
  const plain = (value: unknown, depth: number): unknown => {
    size += nodeSize + (typeof value === 'string' ? value.length : 0);
    if (size > limits.lineLength) problem = 'the row is longer than 64 million characters';
    else if (depth > limits.depth) problem = 'the row is nested too deep';
    if (problem !== null) return null;
    if (typeof value === 'bigint') return Number(value);
    if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
    if (ArrayBuffer.isView(value) && !(value instanceof DataView))
      return Array.from(value as unknown as ArrayLike<unknown>, (item) => plain(item, depth + 1));
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    return record(value, depth);
  };
  const record = (value: object, depth: number): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(value).flatMap(([key, item]) =>
        item === null || item === undefined ? [] : [[key, plain(item, depth + 1)]],
      ),
    );
  return { record: record(row, 0), size, problem };
}
