/** A struct of the Thrift compact protocol by field id: numbers (also booleans, as 1 and 0), structs, all else null. */
export type ThriftStruct = ReadonlyMap<number, ThriftField>;
export type ThriftField = number | ThriftStruct | null;

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
  /** Fields and list elements that may still come. */
  left: number;
}

const maxDepth = 20;

/**
 * Reads one struct. Nothing is made for what lists hold; their lengths are only checked against the bytes there are.
 * @param maxNodes fields and list elements it may hold
 * @returns null where the bytes end inside it, a list claims more than there are bytes, or a type is unknown
 */
export function readThriftStruct(
  bytes: Uint8Array,
  maxNodes: number,
): { readonly fields: ThriftStruct; readonly length: number } | null {
  const cursor = { bytes, at: 0, left: maxNodes };
  const fields = readStruct(cursor, 0);
  return fields === null ? null : { fields, length: cursor.at };
}

function readStruct(cursor: Cursor, depth: number): ThriftStruct | null {
  const fields = new Map<number, ThriftField>();
  let id = 0;
  for (;;) {
    const head = cursor.bytes[cursor.at++];
    if (head === undefined || depth > maxDepth) return null;
    if (head === 0) return fields;
    if (head >> 4 === 0) {
      const given = readVarint(cursor);
      if (given === null) return null;
      id = zigzag(given);
    } else id += head >> 4;
    const value = readValue(cursor, head & 0x0f, depth);
    if (value === undefined) return null;
    fields.set(id, value);
  }
}

/** undefined where the bytes end or the type is unknown. */
function readValue(cursor: Cursor, type: number, depth: number): ThriftField | undefined {
  if (--cursor.left < 0) return undefined;
  switch (type) {
    case 1:
    case 2:
      return 2 - type;
    case 3:
      return cursor.bytes[cursor.at++];
    case 4:
    case 5:
    case 6: {
      const value = readVarint(cursor);
      return value === null ? undefined : zigzag(value);
    }
    case 7:
      return skip(cursor, 8);
    case 8:
      return skip(cursor, readVarint(cursor));
    case 9:
      return readList(cursor, depth);
    case 12:
      return readStruct(cursor, depth + 1) ?? undefined;
    default:
      return undefined; // Parquet has no sets or maps
  }
}

function readList(cursor: Cursor, depth: number): null | undefined {
  const head = cursor.bytes[cursor.at++];
  if (head === undefined) return undefined;
  const size = head >> 4 === 15 ? readVarint(cursor) : head >> 4;
  if (size === null || size > cursor.bytes.length - cursor.at) return undefined;
  const type = head & 0x0f;
  for (let i = 0; i < size; i++) {
    // In a list a boolean is a byte of its own.
    const value = readValue(cursor, type === 1 || type === 2 ? 3 : type, depth);
    if (value === undefined) return undefined;
  }
  return null;
}

function skip(cursor: Cursor, length: number | null): null | undefined {
  if (length === null) return undefined;
  cursor.at += length;
  return cursor.at <= cursor.bytes.length ? null : undefined;
}

/** Unsigned LEB128; 64-bit values lose their lowest bits above 2⁵³. */
function readVarint(cursor: Cursor): number | null {
  let value = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = cursor.bytes[cursor.at++];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return value;
  }
  return null;
}

const zigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2);
