import { isAscii } from 'node:buffer';
import type { DecodedArray } from 'hyparquet';
import { DEFAULT_PARSERS, convert } from 'hyparquet/src/convert.js';
import { byteStreamSplit } from 'hyparquet/src/encoding.js';
import { readPlain as readPlainOf } from 'hyparquet/src/plain.js';
import { mustHold, ParquetDamage } from './damage.ts';
import { readDeltaLengthStrings, readDeltas, readDeltaStrings } from './delta.ts';
import type { LeafColumn } from './leaf-column.ts';
import type { Encoding } from './page-header.ts';
import { readRuns } from './runs.ts';

/** Largest index a dictionary page may need, in bits. */
const maxIndexWidth = 24;

/**
 * The next `count` values of a page as JavaScript has them: 64-bit integers as numbers, byte strings as text. Strings
 * are made when they are asked for, because a page of a few bytes can hold millions.
 */
export type TakeValues = (count: number) => ArrayLike<unknown>;

/**
 * @param count values of the page, nulls left out
 * @throws {ParquetDamage} (also when values are taken) where the bytes are not that many values
 */
export function pageValues(
  bytes: Uint8Array,
  count: number,
  encoding: Encoding,
  column: LeafColumn,
  dictionary: ArrayLike<unknown> | null,
): TakeValues {
  if (count === 0) return () => [];
  if (encoding === 'dictionary') return fromDictionary(bytes, count, dictionary);
  if (column.type === 'BYTE_ARRAY' && encoding === 'plain') {
    if (column.isText) return plainTexts(bytes);
    const next = plainStrings(bytes);
    return (some) => converted(Array.from({ length: some }, next), column);
  }
  const all = readAll(bytes, count, encoding, column);
  let at = 0;
  return (some) => {
    at += some;
    return converted(all.slice(at - some, at), column);
  };
}

function fromDictionary(bytes: Uint8Array, count: number, dictionary: ArrayLike<unknown> | null): TakeValues {
  mustHold(dictionary !== null && dictionary.length > 0, 'a page needs a dictionary that is not there');
  const width = bytes[0];
  mustHold(width !== undefined && width <= maxIndexWidth, 'a page has indices of a width that cannot be');
  const indices = new Int32Array(count);
  if (width > 0) readRuns(bytes.subarray(1), width, dictionary.length - 1, indices);
  let at = 0;
  return (some) => {
    const values: unknown[] = [];
    for (const end = at + some; at < end; at++) values.push(dictionary[indices[at] ?? 0]);
    return values;
  };
}

function plainTexts(bytes: Uint8Array): TakeValues {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  // Also the lengths between the strings are below 128 then; latin1 is the quicker way to the same string.
  const charset = isAscii(buffer) ? 'latin1' : 'utf8';
  let at = 0;
  return (some) => {
    const texts: string[] = [];
    for (let i = 0; i < some; i++) {
      const end = stringEnd(buffer, at);
      texts.push(buffer.toString(charset, at + 4, end));
      at = end;
    }
    return texts;
  };
}

function plainStrings(bytes: Uint8Array): () => Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  return () => {
    const start = at + 4;
    at = stringEnd(buffer, at);
    return bytes.subarray(start, at);
  };
}

/** End of the string whose length stands at `at`. */
function stringEnd(bytes: Buffer, at: number): number {
  mustHold(at + 4 <= bytes.length, 'the strings of a page end too soon');
  const end = at + 4 + bytes.readUInt32LE(at);
  mustHold(end <= bytes.length, 'the strings of a page end too soon');
  return end;
}

/** All values as they are stored, one type for all. */
function readAll(bytes: Uint8Array, count: number, encoding: Encoding, column: LeafColumn): DecodedArray {
  const { type, element } = column;
  const isStrings = type === 'BYTE_ARRAY' || type === 'FIXED_LEN_BYTE_ARRAY';
  switch (encoding) {
    case 'plain':
      return readPlain(bytes, count, column);
    case 'rle': {
      mustHold(type === 'BOOLEAN' && bytes.length >= 4, 'a page has an encoding for booleans');
      const bits = new Uint8Array(count);
      readRuns(bytes.subarray(4), 1, 1, bits);
      return Array.from(bits, (bit) => bit === 1);
    }
    case 'delta': {
      mustHold(type === 'INT32' || type === 'INT64', 'a page has an encoding for whole numbers');
      const numbers = type === 'INT32' ? new Int32Array(count) : new BigInt64Array(count);
      readDeltas(bytes, numbers);
      return numbers;
    }
    case 'delta-length':
      mustHold(type === 'BYTE_ARRAY', 'a page has an encoding for strings');
      return readDeltaLengthStrings(bytes, count);
    case 'delta-bytes':
      mustHold(isStrings, 'a page has an encoding for strings');
      return readDeltaStrings(bytes, count);
    case 'split': {
      mustHold(type !== 'BYTE_ARRAY', 'a page has an encoding for numbers');
      mustHold(bytes.length >= (count * widthOf(column)) / 8, 'the numbers of a page end too soon');
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      return byteStreamSplit({ view, offset: 0 }, count, type, element.type_length);
    }
    case 'dictionary':
      throw new ParquetDamage('a dictionary has a dictionary');
  }
}

/** The library reads beyond a page where bytes are lacking, as long as its buffer has some. */
function readPlain(bytes: Uint8Array, count: number, column: LeafColumn): DecodedArray {
  mustHold(bytes.length >= (count * widthOf(column)) / 8, 'the numbers of a page end too soon');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return readPlainOf({ view, offset: 0 }, column.type, count, column.element.type_length);
}

/** Bits of a value. */
function widthOf({ type, element }: LeafColumn): number {
  switch (type) {
    case 'BOOLEAN':
      return 1;
    case 'INT32':
    case 'FLOAT':
      return 32;
    case 'INT64':
    case 'DOUBLE':
      return 64;
    case 'INT96':
      return 96;
    case 'FIXED_LEN_BYTE_ARRAY': {
      const length = element.type_length ?? 0;
      mustHold(length > 0, 'a column of byte strings says not how long they are');
      return length * 8;
    }
    case 'BYTE_ARRAY':
      return 0; // each says its own
  }
}

function converted(values: DecodedArray, column: LeafColumn): ArrayLike<unknown> {
  const { element, meta, path, type } = column;
  const result = convert(values, {
    pathInSchema: meta.path_in_schema,
    type,
    element,
    schemaPath: [...path],
    codec: meta.codec,
    parsers: { ...DEFAULT_PARSERS, stringFromBytes: textOf },
  });
  return result instanceof BigInt64Array || result instanceof BigUint64Array
    ? Array.from(result, Number)
    : result;
}

/** Unlike the library's own, it keeps a byte order mark, which is text here. */
function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined
    ? undefined
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}
