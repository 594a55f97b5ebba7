import { assembleLists } from 'hyparquet/src/assemble.js';
import type { ReadSource } from '../read-source.ts';
import { mustHold } from './damage.ts';
import type { LeafColumn } from './leaf-column.ts';
import { costOf, mustFit, readPage, type Page } from './page.ts';
import { readPageHeader, type PageHeader } from './page-header.ts';

/** Rows of one column of one row group; a page at a time is in memory. */
export interface ColumnReader {
  readonly column: LeafColumn;
  /** The next rows, as deep in arrays as the column is nested; fewer where the column ends. */
  read(count: number): Promise<unknown[]>;
}

/** Bytes in memory that the pages of all columns of a row group take. */
export interface MemoryInUse {
  bytes: number;
}

/** Bytes asked for at once. */
const windowBytes = 1 << 18;
/** Bytes of an entry of a dictionary beside its text, of which each character may take two. */
const wordCost = 64;
/** Entries that the rows of one `read` may have. */
const maxEntries = 2_000_000;

export function columnReader(source: ReadSource, column: LeafColumn, memory: MemoryInUse): ColumnReader {
  const { meta } = column;
  const dictionaryAt = Number(meta.dictionary_page_offset ?? 0n);
  const dataAt = Number(meta.data_page_offset);
  let at = dictionaryAt > 0 ? Math.min(dictionaryAt, dataAt) : dataAt;
  const end = at + Number(meta.total_compressed_size);
  mustHold(at >= 0 && end >= at && end <= (source.size ?? 0), 'a column lies outside the file');
  const bytesAt = windowOver(source, end);
  let left = Number(meta.num_values);
  let dictionary: ArrayLike<unknown> | null = null;
  let page: Page | null = null;
  let pageCost = 0;
  let taken = 0; // entries of the page

  const hold = (cost: number): void => {
    memory.bytes += cost - pageCost;
    pageCost = cost;
    mustFit(memory.bytes);
  };
  const readHeader = async (): Promise<PageHeader> => {
    const header = readPageHeader(await bytesAt(at, 1)) ?? readPageHeader(await bytesAt(at, windowBytes));
    mustHold(header !== null, `the page header at byte ${at} is damaged`);
    mustHold(at + header.length + header.packed <= end, 'a page reaches beyond its column');
    return header;
  };
  const readDictionary = (header: PageHeader, bytes: Uint8Array): void => {
    mustHold(dictionary === null, 'a column has two dictionaries');
    memory.bytes += header.values * wordCost + header.unpacked * 2;
    mustFit(memory.bytes);
    const flat: LeafColumn = { ...column, maxRepetition: 0, maxDefinition: 0 };
    dictionary = readPage(header, bytes, flat, null).take(header.values);
  };
  const nextPage = async (): Promise<Page | null> => {
    hold(0);
    // Some writers leave a byte behind the last page.
    while (at < end - 1) {
      const header = await readHeader();
      const bytes = (await bytesAt(at + header.length, header.packed)).subarray(0, header.packed);
      mustHold(bytes.length === header.packed, 'the file ends inside a page');
      at += header.length + header.packed;
      if (header.kind === 'dictionary') readDictionary(header, bytes);
      if (header.kind === 'dictionary' || header.kind === 'index' || header.values === 0) continue;
      left -= header.values;
      mustHold(left >= 0, 'a column holds more values than it claims');
      hold(costOf(header));
      return readPage(header, bytes, column, dictionary);
    }
    return null;
  };

  return {
    column,
    async read(count) {
      let rows: unknown[] = [];
      let begun = 0;
      let entries = 0;
      for (;;) {
        if (page === null || taken === page.entries) {
          // Where entries repeat, only the next page tells whether it goes on with the last row.
          if (column.maxRepetition === 0 && begun === count) return rows;
          page = await nextPage();
          taken = 0;
          if (page === null) return rows;
        }
        const { repetition } = page;
        let past = taken;
        for (; past < page.entries; past++) {
          if ((repetition[past] ?? 0) > 0) continue;
          if (begun === count) break;
          begun++;
        }
        if (past === taken) return rows;
        mustHold(begun > 0, 'a column begins inside a row');
        entries += past - taken;
        mustHold(entries <= maxEntries, 'its rows have too many values');
        rows = withEntries(rows, page, taken, past, column);
        taken = past;
      }
    },
  };
}

/** The rows with the entries from `from` up to `past` put behind or into them. */
function withEntries(rows: unknown[], page: Page, from: number, past: number, column: LeafColumn): unknown[] {
  const definition = page.definition.subarray(from, past);
  let values = past - from;
  for (const level of definition) if (level < column.maxDefinition) values--;
  const taken = page.take(values);
  // The library reads levels and values by index and length only; its types say arrays.
  const lists = [definition, page.repetition.subarray(from, past), taken] as unknown as [
    number[],
    number[],
    unknown[],
  ];
  const put = assembleLists(rows, ...lists, [...column.path]);
  if (put === rows) return rows;
  return rows.length === 0 ? Array.from(put as unknown[]) : [...rows, ...(put as unknown[])];
}

/**
 * Reads a stretch of the file in large steps.
 * @returns bytes from `at` on, at least `length` of them where the stretch has so many; good until the next call
 */
function windowOver(source: ReadSource, end: number): (at: number, length: number) => Promise<Uint8Array> {
  let from = 0;
  let held: Uint8Array = new Uint8Array(0);
  return async (at, length) => {
    const wanted = Math.min(length, end - at);
    if (at < from || at + wanted > from + held.length) {
      held = await source.slice(at, Math.min(end, at + Math.max(length, windowBytes)));
      from = at;
    }
    return held.subarray(at - from);
  };
}
