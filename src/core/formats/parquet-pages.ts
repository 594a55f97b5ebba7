import type { ColumnMetaData } from 'hyparquet';
import { limits } from './limits.ts';
import type { ReadSource } from './read-source.ts';

/** Bytes read for one page header; statistics in it may be long. */
const headerWindow = 1 << 18;
/** Snappy copies at most 64 bytes for each three of its own. */
const maxSnappyRatio = 32;
const pageTypes = { data: 0, index: 1, dictionary: 2, dataV2: 3 } as const;

/**
 * Walks the page headers of a column. The Parquet library trusts them: a length that is missing makes it read the same
 * byte for ever.
 * @returns what is wrong, or null
 */
export async function pageProblem(source: ReadSource, column: ColumnMetaData): Promise<string | null> {
  const start = Number(column.dictionary_page_offset ?? 0n) || Number(column.data_page_offset);
  const end = start + Number(column.total_compressed_size);
  if (!(start >= 0 && end <= (source.size ?? 0))) return 'a column lies outside the file';
  for (let at = start; at < end - 1;) {
    const bytes = await source.slice(at, Math.min(end, at + headerWindow));
    const reader = { bytes, at: 0 };
    const header = readStruct(reader, 0);
    if (header === null) return `the page header at byte ${at} is damaged`;
    const packed = header.get(3);
    const problem = headerProblem(header, packed, Number(column.num_values));
    if (problem !== null || typeof packed !== 'number') return `${problem ?? 'no size'} (page at byte ${at})`;
    at += reader.at + packed;
    if (at > end) return 'a page reaches beyond its column';
  }
  return null;
}

type Field = number | Struct | null;
type Struct = ReadonlyMap<number, Field>;

function headerProblem(header: Struct, packed: Field | undefined, columnValues: number): string | null {
  const unpacked = header.get(2);
  if (!isCount(packed) || !isCount(unpacked)) return 'a page says no size';
  if (unpacked > limits.unpacked || unpacked > packed * maxSnappyRatio + 1_024)
    return `a page of ${packed} bytes claims to unpack to ${unpacked}`;
  const type = header.get(1);
  if (type === pageTypes.index) return null;
  const inner = header.get(type === pageTypes.data ? 5 : type === pageTypes.dictionary ? 7 : 8);
  if (type === undefined || !(inner instanceof Map)) return 'a page says not what it is';
  const fields = inner as Struct;
  const needed =
    type === pageTypes.dataV2 ? [1, 2, 3, 4, 5, 6] : type === pageTypes.data ? [1, 2, 3, 4] : [1, 2];
  if (!needed.every((id) => isCount(fields.get(id)))) return 'a page header lacks a field';
  if (Number(fields.get(1)) > columnValues) return 'a page claims more values than its column';
  if (type !== pageTypes.dataV2) return null;
  if (Number(fields.get(2)) > Number(fields.get(1))) return 'a page claims more nulls than values';
  return Number(fields.get(5)) + Number(fields.get(6)) > packed ? 'levels are longer than their page' : null;
}

const isCount = (value: Field | undefined): value is number => typeof value === 'number' && value >= 0;

interface ByteReader {
  readonly bytes: Uint8Array;
  at: number;
}

/** A struct of the Thrift compact protocol: numbers and structs by field id, everything else as null; null if cut. */
function readStruct(reader: ByteReader, depth: number): Struct | null {
  const fields = new Map<number, Field>();
  let id = 0;
  for (;;) {
    const head = reader.bytes[reader.at++];
    if (head === undefined || depth > 20) return null;
    if (head === 0) return fields;
    const type = head & 0x0f;
    if (head >> 4 === 0) {
      const given = readVarint(reader);
      if (given === null) return null;
      id = zigzag(given);
    } else id += head >> 4;
    const value = readValue(reader, type, depth);
    if (value === undefined) return null;
    fields.set(id, value);
  }
}

/** undefined where the bytes end or the type is unknown. */
function readValue(reader: ByteReader, type: number, depth: number): Field | undefined {
  switch (type) {
    case 1:
    case 2:
      return 2 - type;
    case 3:
      return reader.bytes[reader.at++];
    case 4:
    case 5:
    case 6: {
      const value = readVarint(reader);
      return value === null ? undefined : zigzag(value);
    }
    case 7:
      reader.at += 8;
      return reader.at <= reader.bytes.length ? null : undefined;
    case 8: {
      const length = readVarint(reader);
      if (length === null) return undefined;
      reader.at += length;
      return reader.at <= reader.bytes.length ? null : undefined;
    }
    case 12:
      return readStruct(reader, depth + 1) ?? undefined;
    default:
      return undefined; // page headers hold no lists, sets or maps
  }
}

/** Unsigned LEB128 below 2⁵³. */
function readVarint(reader: ByteReader): number | null {
  let value = 0;
  for (let shift = 0; shift < 49; shift += 7) {
    const byte = reader.bytes[reader.at++];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return value;
  }
  return null;
}

const zigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2);
