import { mustHold } from './damage.ts';

/**
 * Numbers in Parquet's mix of repeated runs and packed groups of eight. Runs beyond what is asked for, beyond the bytes
 * or with a number above `max` are damage: a few bytes can claim billions.
 * @param width bits of a number, 0 … 24
 * @param out filled completely
 */
export function readRuns(bytes: Uint8Array, width: number, max: number, out: Uint8Array | Int32Array): void {
  const { length } = out;
  const mask = 2 ** width - 1;
  let at = 0;
  let done = 0;
  while (done < length) {
    let head = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      mustHold(byte !== undefined && shift < 35, 'the runs of a page end too soon');
      head += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    if (head % 2 === 0) {
      const count = head / 2;
      mustHold(count <= length - done, 'a run is longer than its page');
      let value = 0;
      for (let shift = 0; shift < width; shift += 8) value |= (bytes[at++] ?? 0) << shift;
      mustHold(at <= bytes.length, 'the runs of a page end too soon');
      mustHold(value >= 0 && value <= max, 'a number in a page is too large');
      out.fill(value, done, done + count);
      done += count;
    } else {
      const groups = (head - 1) / 2;
      const count = Math.min(groups * 8, length - done);
      mustHold(groups > 0 && groups * 8 < length - done + 8, 'a run is longer than its page');
      // Some writers leave the padding of the last group out.
      mustHold(at + Math.ceil((count * width) / 8) <= bytes.length, 'the runs of a page end too soon');
      let buffer = 0;
      let bits = 0;
      for (let i = 0, from = at; i < count; i++) {
        while (bits < width) {
          buffer |= (bytes[from++] ?? 0) << bits;
          bits += 8;
        }
        const value = buffer & mask;
        buffer >>>= width;
        bits -= width;
        mustHold(value <= max, 'a number in a page is too large');
        out[done++] = value;
      }
      at += groups * width;
    }
  }
}
