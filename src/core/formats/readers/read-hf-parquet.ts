import { parquetMetadataAsync, parquetReadObjects, type AsyncBuffer, type FileMetaData } from 'hyparquet';
import { AppError } from '#shared/errors.ts';
import { createPlacer } from '../read-records.ts';
import type { ReadSource } from '../read-source.ts';
import type { ReadItem, Reader } from '../reader.ts';
import { limits } from '../limits.ts';
import { pageProblem } from '../parquet-pages.ts';
import { labelNamesBeside, namesFromFeatures } from './read-hf-jsonl.ts';
import { readTextRecord } from './read-jsonl.ts';

const rowsAtOnce = 2_000;

/**
 * Hugging Face Parquet: rows as in `hf-jsonl`; the names of integer tags come from the metadata key `huggingface`,
 * else from the options or from `labels.json` beside the file. Snappy or uncompressed columns.
 */
export const readHfParquet: Reader = async function* (source, options) {
  const file = asyncBuffer(source);
  const metadata = await guarded(source, () => parquetMetadataAsync(file));
  checkSizes(metadata, source);
  await checkPages(metadata, source);
  const json = metadata.key_value_metadata?.find(({ key }) => key === 'huggingface')?.value;
  const inFile =
    json === undefined ? null : (namesFromFeatures(json, 'ner_tags') ?? namesFromFeatures(json, 'tags'));
  const names = options.labelNames ?? inFile ?? (await labelNamesBeside(source, options));
  const own = names === null ? options : { ...options, labelNames: names };
  const place = createPlacer('codepoint', false, own);
  const columns = metadata.schema.length === 0 ? [] : topColumns(metadata);
  let first = 0; // row the group begins with
  for (const group of metadata.row_groups) {
    const end = first + Number(group.num_rows);
    for (let rowStart = first; rowStart < end; rowStart += rowsAtOnce) {
      options.signal?.throwIfAborted();
      const rowEnd = Math.min(end, rowStart + rowsAtOnce);
      const rows: Record<string, unknown>[] = Array.from({ length: rowEnd - rowStart }, () => ({}));
      // One column of one row group at a time: the library reads columns side by side and would leave the failure of a
      // second damaged column unhandled.
      for (const column of columns) {
        const cells = await guarded(source, () =>
          parquetReadObjects({ file, metadata, rowStart, rowEnd, columns: [column] }),
        );
        for (const [i, cell] of cells.entries()) {
          const row = rows[i];
          if (row !== undefined) row[column] = (cell as Record<string, unknown>)[column];
        }
      }
      const out: ReadItem[] = [];
      place(
        rows.map((row, i) => ({
          element: { line: rowStart + i + 1, text: '' },
          results: readTextRecord(plain(row), own),
        })),
        out,
      );
      yield out;
    }
    first = end;
  }
};

/** Names of the columns right below the root. */
function topColumns({ schema }: FileMetaData): string[] {
  const names: string[] = [];
  let at = 1;
  const skip = (depth: number): void => {
    const element = schema[at++];
    if (element === undefined || depth > limits.depth) return;
    for (let i = 0; i < (element.num_children ?? 0) && at < schema.length; i++) skip(depth + 1);
  };
  while (at < schema.length) {
    names.push(schema[at]?.name ?? '');
    skip(0);
  }
  return names;
}

function asyncBuffer(source: ReadSource): AsyncBuffer {
  const size = source.size ?? 0;
  return {
    byteLength: size,
    slice: async (start, end) => {
      const bytes = await source.slice(
        start < 0 ? size + start : start,
        end === undefined ? size : end < 0 ? size + end : end,
      );
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    },
  };
}

/** Sizes in the metadata are claims; absurd ones are refused before memory is asked for. */
function checkSizes(metadata: FileMetaData, source: ReadSource): void {
  const size = source.size ?? 0;
  for (const group of metadata.row_groups)
    for (const { meta_data: column } of group.columns) {
      if (column === undefined) continue;
      // Every row has at least one entry in every column, be it null.
      if (group.num_rows < 0n || group.num_rows > column.num_values)
        throw new AppError('FORMAT_INVALID', `${source.name} claims more rows than it holds values`, {
          action: 'The file is damaged; write or download it again.',
        });
      const packed = Number(column.total_compressed_size);
      const unpacked = Number(column.total_uncompressed_size);
      if (packed > size || unpacked > limits.unpacked * 2 || Number(column.num_values) > 50_000_000)
        throw new AppError('FORMAT_INVALID', `${source.name}: a column claims ${unpacked} bytes`, {
          action: 'The file is damaged, or its row groups are too large; write it with smaller row groups.',
        });
    }
  if (Number(metadata.num_rows) > 100_000_000)
    throw new AppError('FILE_TOO_LARGE', `${source.name} claims ${String(metadata.num_rows)} rows`, {
      action: 'Split the file.',
    });
}

async function checkPages(metadata: FileMetaData, source: ReadSource): Promise<void> {
  for (const group of metadata.row_groups)
    for (const { meta_data: column } of group.columns) {
      const problem = column === undefined ? 'a column has no metadata' : await pageProblem(source, column);
      if (problem !== null)
        throw new AppError('FORMAT_INVALID', `${source.name} is no readable Parquet file: ${problem}`, {
          action: 'The file is damaged; write or download it again.',
        });
    }
}

async function guarded<T>(source: ReadSource, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('FORMAT_INVALID', `${source.name} is no readable Parquet file`, {
      action: 'The file may be cut, or compressed in a way other than Snappy; write it again.',
      detail: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}

/** Parquet integers may be bigints; the record readers know numbers. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as unknown as ArrayLike<unknown>, plain);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      item === null || item === undefined ? [] : [[key, plain(item)]],
    ),
  );
}
