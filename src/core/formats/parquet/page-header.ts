import { limits } from '../limits.ts';
import { mustHold } from './damage.ts';
import { readThriftStruct, type ThriftField, type ThriftStruct } from './thrift.ts';

export interface PageHeader {
  readonly kind: 'data' | 'index' | 'dictionary' | 'dataV2';
  /** Bytes of the header itself. */
  readonly length: number;
  /** Bytes of the page in the file. */
  readonly packed: number;
  /** Bytes of the page once decompressed. */
  readonly unpacked: number;
  /** Entries, nulls and empty lists included; words of a dictionary page. */
  readonly values: number;
  readonly encoding: Encoding;
  /** Only of a first-generation data page: how its levels are written. */
  readonly levelEncodings: readonly number[];
  /** Only of a second-generation data page: its levels stand before the values, never compressed. */
  readonly v2: {
    readonly nulls: number;
    readonly repetitionBytes: number;
    readonly definitionBytes: number;
    readonly isCompressed: boolean;
  } | null;
}

/** By their numbers in the format; the gaps are encodings that nobody writes any more. */
const encodings = [
  'plain',
  null,
  'dictionary',
  'rle',
  null,
  'delta',
  'delta-length',
  'delta-bytes',
  'dictionary',
  'split',
] as const;
export type Encoding = Exclude<(typeof encodings)[number], null>;

const kinds = ['data', 'index', 'dictionary', 'dataV2'] as const;
/** Statistics in a header may be long, but hold few fields. */
const maxNodes = 200;

/**
 * The header at the start of `bytes`.
 * @returns null where it goes on beyond them or is none
 * @throws {ParquetDamage} for a header whose numbers cannot be
 */
export function readPageHeader(bytes: Uint8Array): PageHeader | null {
  const read = readThriftStruct(bytes, maxNodes);
  if (read === null) return null;
  const { fields, length } = read;
  const kind = kinds[Number(fields.get(1) ?? -1)];
  mustHold(kind !== undefined, 'a page says not what it is');
  const packed = countAt(fields, 3);
  const unpacked = countAt(fields, 2);
  mustHold(unpacked <= limits.unpacked, `a page of ${packed} bytes claims to unpack to ${unpacked}`);
  const base = { kind, length, packed, unpacked, levelEncodings: [], v2: null };
  if (kind === 'index') return { ...base, values: 0, encoding: 'plain' };
  const inner = fields.get(kind === 'data' ? 5 : kind === 'dictionary' ? 7 : 8);
  mustHold(inner instanceof Map, 'a page header lacks its second half');
  const own = inner as ThriftStruct;
  const values = countAt(own, 1);
  if (kind === 'dictionary') return { ...base, values, encoding: 'plain' };
  if (kind === 'data')
    return {
      ...base,
      values,
      encoding: encodingOf(own.get(2)),
      levelEncodings: [countAt(own, 3), countAt(own, 4)],
    };
  const v2 = {
    nulls: countAt(own, 2),
    repetitionBytes: countAt(own, 6),
    definitionBytes: countAt(own, 5),
    isCompressed: own.get(7) !== 0,
  };
  const levels = v2.repetitionBytes + v2.definitionBytes;
  mustHold(levels <= packed && levels <= unpacked, 'the levels are longer than their page');
  return { ...base, values, encoding: encodingOf(own.get(4)), v2 };
}

function countAt(fields: ThriftStruct, id: number): number {
  const value = fields.get(id);
  mustHold(typeof value === 'number' && value >= 0, 'a page header lacks a number');
  return value;
}

function encodingOf(value: ThriftField | undefined): Encoding {
  const encoding = typeof value === 'number' ? encodings[value] : null;
  mustHold(encoding !== null && encoding !== undefined, 'a page has an encoding that is not known');
  return encoding;
}
