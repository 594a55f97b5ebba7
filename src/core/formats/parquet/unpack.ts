import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { CompressionCodec } from 'hyparquet';
import { ParquetDamage, mustHold } from './damage.ts';

/**
 * A page's bytes, decompressed to exactly `size`.
 * @throws {ParquetDamage} where they do not give that size, or the codec is LZO or LZ4
 */
export function unpack(bytes: Uint8Array, size: number, codec: CompressionCodec): Uint8Array {
  const unpacked = decompress(bytes, size, codec);
  mustHold(unpacked.length === size, `a page unpacks to ${unpacked.length} bytes instead of ${size}`);
  return unpacked;
}

function decompress(bytes: Uint8Array, size: number, codec: CompressionCodec): Uint8Array {
  if (codec === 'UNCOMPRESSED' || size === 0) return size === 0 ? new Uint8Array(0) : bytes;
  if (codec === 'SNAPPY') return unpackSnappy(bytes, size);
  const limit = { maxOutputLength: size };
  try {
    if (codec === 'GZIP') return gunzipSync(bytes, limit);
    if (codec === 'ZSTD') return zstdDecompressSync(bytes, limit);
    if (codec === 'BROTLI') return brotliDecompressSync(bytes, limit);
  } catch (error) {
    throw new ParquetDamage(`a page could not be unpacked (${error instanceof Error ? error.message : ''})`);
  }
  throw new ParquetDamage(`its compression ${codec} is not known here`, 'Write it with Snappy or Zstandard.');
}

/** Snappy's raw format. The Parquet library's own reader of it can be sent backwards for ever by a damaged length. */
export function unpackSnappy(bytes: Uint8Array, size: number): Uint8Array {
  let at = 0;
  let claimed = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    mustHold(byte !== undefined && shift < 35, 'a compressed page is cut');
    claimed += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  mustHold(claimed === size, `a page unpacks to ${claimed} bytes instead of ${size}`);
  // A copy of 64 bytes takes three; nothing gives more.
  mustHold(size <= bytes.length * 22, `a page of ${bytes.length} bytes claims to unpack to ${size}`);
  const out = new Uint8Array(size);
  let done = 0;
  /** Little-endian number of `n` bytes at `at`, which moves on. */
  const number = (n: number): number => {
    let value = 0;
    for (let i = 0; i < n; i++) value += (bytes[at++] ?? 0) * 2 ** (8 * i);
    mustHold(at <= bytes.length, 'a compressed page is cut');
    return value;
  };
  while (at < bytes.length) {
    const tag = bytes[at++] ?? 0;
    const kind = tag & 3;
    if (kind === 0) {
      const short = tag >> 2;
      const length = 1 + (short < 60 ? short : number(short - 59));
      mustHold(at + length <= bytes.length && done + length <= size, 'a compressed page is damaged');
      out.set(bytes.subarray(at, at + length), done);
      at += length;
      done += length;
      continue;
    }
    const length = kind === 1 ? 4 + ((tag >> 2) & 7) : 1 + (tag >> 2);
    const back = kind === 1 ? ((tag >> 5) << 8) + number(1) : number(kind === 2 ? 2 : 4);
    mustHold(back > 0 && back <= done && done + length <= size, 'a compressed page is damaged');
    if (back >= length) out.copyWithin(done, done - back, done - back + length);
    else for (let i = 0; i < length; i++) out[done + i] = out[done - back + i] ?? 0; // it repeats itself
    done += length;
  }
  mustHold(done === size, 'a compressed page is cut');
  return out;
}
