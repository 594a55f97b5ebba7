import { AppError } from '#shared/errors.ts';
import { limits } from '../limits.ts';

/**
 * What this subset of MessagePack can hold. A map with string keys is an object, one with any other key (spaCy's span
 * groups have binary ones) a Map; 64-bit integers that do not fit are bigints.
 */
export type Msgpack =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly Msgpack[]
  | ReadonlyMap<Msgpack, Msgpack>
  | { readonly [key: string]: Msgpack };

/** Encodes a value; integers must be safe and non-negative, or fit 32 bits signed. */
export function encodeMsgpack(value: Msgpack): Uint8Array {
  const parts: Uint8Array[] = [];
  encode(value, parts);
  return Buffer.concat(parts);
}

function encode(value: Msgpack, out: Uint8Array[]): void {
  if (value === null) out.push(Uint8Array.of(0xc0));
  else if (typeof value === 'boolean') out.push(Uint8Array.of(value ? 0xc3 : 0xc2));
  else if (typeof value === 'number') out.push(encodeNumber(value));
  else if (typeof value === 'bigint') out.push(wide(0xcf, 8, (view) => view.setBigUint64(1, value)));
  else if (typeof value === 'string') {
    const bytes = Buffer.from(value, 'utf8');
    out.push(header(bytes.length, 0xa0, 32, [0xd9, 0xda, 0xdb]), bytes);
  } else if (value instanceof Uint8Array) out.push(header(value.length, 0, 0, [0xc4, 0xc5, 0xc6]), value);
  else if (Array.isArray(value)) {
    const list = value as readonly Msgpack[];
    out.push(header(list.length, 0x90, 16, [null, 0xdc, 0xdd]));
    for (const item of list) encode(item, out);
  } else {
    const entries: readonly (readonly [Msgpack, Msgpack])[] =
      value instanceof Map
        ? [...(value as ReadonlyMap<Msgpack, Msgpack>)]
        : Object.entries(value as Record<string, Msgpack>);
    out.push(header(entries.length, 0x80, 16, [null, 0xde, 0xdf]));
    for (const [key, item] of entries) {
      encode(key, out);
      encode(item, out);
    }
  }
}

function header(
  length: number,
  short: number,
  shortBelow: number,
  codes: readonly [number | null, number, number],
): Uint8Array {
  if (length < shortBelow) return Uint8Array.of(short | length);
  const [one, two, four] = codes;
  if (one !== null && length < 0x100) return Uint8Array.of(one, length);
  if (length < 0x10000) return Uint8Array.of(two, length >> 8, length & 0xff);
  return wide(four, 4, (view) => view.setUint32(1, length));
}

function wide(code: number, bytes: number, set: (view: DataView) => void): Uint8Array {
  const out = new Uint8Array(bytes + 1);
  out[0] = code;
  set(new DataView(out.buffer));
  return out;
}

function encodeNumber(value: number): Uint8Array {
  if (!Number.isInteger(value)) return wide(0xcb, 8, (view) => view.setFloat64(1, value));
  if (value >= 0 && value < 0x80) return Uint8Array.of(value);
  if (value < 0) return wide(0xd2, 4, (view) => view.setInt32(1, value));
  if (value < 0x100) return Uint8Array.of(0xcc, value);
  if (value < 0x10000) return wide(0xcd, 2, (view) => view.setUint16(1, value));
  if (value < 0x100000000) return wide(0xce, 4, (view) => view.setUint32(1, value));
  return wide(0xcf, 8, (view) => view.setBigUint64(1, BigInt(value)));
}

/**
 * Decodes one value. Lengths are checked against the bytes that are left, so that a broken length cannot ask for memory.
 * @throws {AppError} FORMAT_INVALID
 */
export function decodeMsgpack(bytes: Uint8Array): Msgpack {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  const fail = (why: string): AppError =>
    new AppError('FORMAT_INVALID', `MessagePack data is damaged at byte ${at}: ${why}`, {
      action: 'The file may be cut; copy it again.',
    });
  const need = (count: number): number => {
    if (count > bytes.length - at) throw fail('it ends too early');
    const from = at;
    at += count;
    return from;
  };
  const integer = (size: 1 | 2 | 4): number => {
    const from = need(size);
    return size === 1 ? view.getUint8(from) : size === 2 ? view.getUint16(from) : view.getUint32(from);
  };
  const text = (length: number): string => {
    const from = need(length);
    return Buffer.from(bytes.buffer, bytes.byteOffset + from, length).toString('utf8');
  };
  const binary = (length: number): Uint8Array =>
    new Uint8Array(bytes.buffer, bytes.byteOffset + need(length), length);
  const list = (length: number, depth: number): Msgpack[] => {
    if (length > bytes.length - at) throw fail('a list is longer than the file');
    const items: Msgpack[] = [];
    for (let i = 0; i < length; i++) items.push(value(depth + 1));
    return items;
  };
  const map = (length: number, depth: number): Msgpack => {
    if (length * 2 > bytes.length - at) throw fail('a map is longer than the file');
    const entries: [Msgpack, Msgpack][] = [];
    for (let i = 0; i < length; i++) entries.push([value(depth + 1), value(depth + 1)]);
    return entries.every((entry): entry is [string, Msgpack] => typeof entry[0] === 'string')
      ? Object.fromEntries(entries)
      : new Map(entries);
  };
  const big = (unsigned: boolean): number | bigint => {
    const from = need(8);
    const found = unsigned ? view.getBigUint64(from) : view.getBigInt64(from);
    return found <= BigInt(Number.MAX_SAFE_INTEGER) && found >= BigInt(Number.MIN_SAFE_INTEGER)
      ? Number(found)
      : found;
  };
  function value(depth: number): Msgpack {
    if (depth > limits.depth) throw fail('it is nested too deeply');
    const code = integer(1);
    if (code < 0x80) return code;
    if (code < 0x90) return map(code & 0x0f, depth);
    if (code < 0xa0) return list(code & 0x0f, depth);
    if (code < 0xc0) return text(code & 0x1f);
    if (code >= 0xe0) return code - 0x100;
    switch (code) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
        return binary(integer(1));
      case 0xc5:
        return binary(integer(2));
      case 0xc6:
        return binary(integer(4));
      case 0xca:
        return view.getFloat32(need(4));
      case 0xcb:
        return view.getFloat64(need(8));
      case 0xcc:
        return integer(1);
      case 0xcd:
        return integer(2);
      case 0xce:
        return integer(4);
      case 0xcf:
        return big(true);
      case 0xd0:
        return view.getInt8(need(1));
      case 0xd1:
        return view.getInt16(need(2));
      case 0xd2:
        return view.getInt32(need(4));
      case 0xd3:
        return big(false);
      case 0xd9:
        return text(integer(1));
      case 0xda:
        return text(integer(2));
      case 0xdb:
        return text(integer(4));
      case 0xdc:
        return list(integer(2), depth);
      case 0xdd:
        return list(integer(4), depth);
      case 0xde:
        return map(integer(2), depth);
      case 0xdf:
        return map(integer(4), depth);
      default:
        throw fail(`code 0x${code.toString(16)} is not used by spaCy`);
    }
  }
  return value(0);
}
