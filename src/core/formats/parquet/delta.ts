import { deltaBinaryUnpack } from 'hyparquet/src/delta.js';
import { limits } from '../limits.ts';
import { mustHold } from './damage.ts';

/** Values of a block; writers use 128 to 1,024. */
const maxBlock = 1 << 16;

/**
 * Numbers written as differences.
 * @param out filled completely
 * @returns how many bytes they took
 */
export function readDeltas(bytes: Uint8Array, out: Int32Array | BigInt64Array): number {
  checkBlocks(bytes);
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 };
  deltaBinaryUnpack(reader, out.length, out);
  return reader.offset;
}

/** The library makes as many widths as a block claims to have parts. */
function checkBlocks(bytes: Uint8Array): void {
  let at = 0;
  const next = (): number => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[at++];
      mustHold(byte !== undefined, 'the numbers of a page end too soon');
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return Infinity;
  };
  const block = next();
  const parts = next();
  mustHold(
    block > 0 && block <= maxBlock && parts > 0 && block % parts === 0 && (block / parts) % 8 === 0,
    'a page has blocks of numbers that cannot be',
  );
}

/** Byte strings behind a list of their lengths. */
export function readDeltaLengthStrings(bytes: Uint8Array, count: number): Uint8Array[] {
  const lengths = new Int32Array(count);
  return cut(bytes.subarray(readDeltas(bytes, lengths)), lengths);
}

/** Byte strings of which only what differs from the one before is written. */
export function readDeltaStrings(bytes: Uint8Array, count: number): Uint8Array[] {
  const shared = new Int32Array(count);
  const rest = bytes.subarray(readDeltas(bytes, shared));
  const ends = readDeltaLengthStrings(rest, count);
  let total = 0;
  let before = new Uint8Array(0);
  return ends.map((end, i) => {
    const kept = shared[i] ?? 0;
    mustHold(kept >= 0 && kept <= before.length, 'a page shares more of a string than there is');
    total += kept + end.length;
    mustHold(total <= limits.unpacked / 2, 'a page has more text than fits into memory');
    const whole = new Uint8Array(kept + end.length);
    whole.set(before.subarray(0, kept));
    whole.set(end, kept);
    before = whole;
    return whole;
  });
}

function cut(bytes: Uint8Array, lengths: Int32Array): Uint8Array[] {
  let at = 0;
  return Array.from(lengths, (length) => {
    mustHold(length >= 0 && at + length <= bytes.length, 'the strings of a page end too soon');
    at += length;
    return bytes.subarray(at - length, at);
  });
}
