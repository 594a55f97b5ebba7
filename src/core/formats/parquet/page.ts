import { mustHold, ParquetDamage } from './damage.ts';
import type { LeafColumn } from './leaf-column.ts';
import type { PageHeader } from './page-header.ts';
import { pageValues, type TakeValues } from './page-values.ts';
import { readRuns } from './runs.ts';
import { unpack } from './unpack.ts';

/** Entries of a data page, not yet put into lists. */
export interface Page {
  readonly entries: number;
  /** Levels of each entry; empty where the column has none. */
  readonly repetition: Uint8Array;
  readonly definition: Uint8Array;
  /** Gives the values of the entries that are not null. */
  readonly take: TakeValues;
}

/** Bytes in memory that the pages of all columns may take together. */
const pageMemory = 256 << 20;
/** Bytes in memory of an entry: its two levels and an index or a number; of a string that is a view of its own. */
const entryCost = 10;
const viewCost = 200;

/** Bytes in memory that a page takes until its last value is out. */
export function costOf({ encoding, values, unpacked }: PageHeader): number {
  const isViews = encoding === 'delta-length' || encoding === 'delta-bytes';
  return unpacked + values * (isViews ? viewCost : entryCost);
}

/** @throws {ParquetDamage} where the bytes are not the entries the header claims */
export function readPage(
  header: PageHeader,
  bytes: Uint8Array,
  column: LeafColumn,
  dictionary: ArrayLike<unknown> | null,
): Page {
  const { values: entries, v2 } = header;
  const { levels, values } =
    v2 === null ? splitFirst(header, bytes, column) : splitSecond(header, bytes, column);
  const repetition = readLevels(levels[0], column.maxRepetition, entries);
  const definition = readLevels(levels[1], column.maxDefinition, entries);
  let nulls = 0;
  for (const level of definition) if (level < column.maxDefinition) nulls++;
  mustHold(v2 === null || v2.nulls === nulls, 'a page has another number of nulls than it claims');
  return {
    entries,
    repetition,
    definition,
    take: pageValues(values, entries - nulls, header.encoding, column, dictionary),
  };
}

interface PageParts {
  readonly levels: readonly [repetition: Uint8Array, definition: Uint8Array];
  readonly values: Uint8Array;
}

/** First generation: everything compressed, the levels with their lengths before them. */
function splitFirst(header: PageHeader, bytes: Uint8Array, column: LeafColumn): PageParts {
  const page = unpack(bytes, header.unpacked, column.meta.codec);
  let at = 0;
  const next = (max: number, encoding: number | undefined): Uint8Array => {
    if (max === 0) return new Uint8Array(0);
    mustHold(encoding === 3 && at + 4 <= page.length, 'the levels of a page are not written as runs');
    const start = at + 4;
    at = start + new DataView(page.buffer, page.byteOffset).getUint32(at, true);
    mustHold(at <= page.length, 'the levels are longer than their page');
    return page.subarray(start, at);
  };
  const repetition = next(column.maxRepetition, header.levelEncodings[1]);
  const definition = next(column.maxDefinition, header.levelEncodings[0]);
  return { levels: [repetition, definition], values: page.subarray(at) };
}

/** Second generation: the levels first, never compressed, their lengths in the header. */
function splitSecond({ unpacked, v2 }: PageHeader, bytes: Uint8Array, column: LeafColumn): PageParts {
  const repetitionBytes = v2?.repetitionBytes ?? 0;
  const levelBytes = repetitionBytes + (v2?.definitionBytes ?? 0);
  const codec = v2?.isCompressed === false ? 'UNCOMPRESSED' : column.meta.codec;
  return {
    levels: [bytes.subarray(0, repetitionBytes), bytes.subarray(repetitionBytes, levelBytes)],
    values: unpack(bytes.subarray(levelBytes), unpacked - levelBytes, codec),
  };
}

function readLevels(bytes: Uint8Array, max: number, entries: number): Uint8Array {
  const levels = new Uint8Array(max === 0 ? 0 : entries);
  if (max > 0) readRuns(bytes, 32 - Math.clz32(max), max, levels);
  return levels;
}

/**
 * @param bytes in memory, of all pages together
 * @throws {ParquetDamage}
 */
export function mustFit(bytes: number): void {
  if (bytes > pageMemory)
    throw new ParquetDamage(
      `its pages would take more than ${Math.round(pageMemory / 1e6)} MB of memory`,
      'Write the file again with smaller pages or row groups.',
    );
}
