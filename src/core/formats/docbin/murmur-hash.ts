const m = 0xc6a4a7935bd1e995n;
const mask = 0xffffffffffffffffn;

/**
 * MurmurHash64A (Austin Appleby, public domain) of a byte string, little endian, as spaCy uses it for strings.
 * @param seed spaCy's is 1
 */
export function murmurHash64A(bytes: Uint8Array, seed: bigint): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let h = seed ^ ((BigInt(bytes.length) * m) & mask);
  const whole = bytes.length - (bytes.length % 8);
  for (let at = 0; at < whole; at += 8) {
    let k = (view.getBigUint64(at, true) * m) & mask;
    k ^= k >> 47n;
    k = (k * m) & mask;
    h = ((h ^ k) * m) & mask;
  }
  if (whole < bytes.length) {
    let tail = 0n;
    for (let at = bytes.length - 1; at >= whole; at--) tail = (tail << 8n) | BigInt(bytes[at] ?? 0);
    h = ((h ^ tail) * m) & mask;
  }
  h ^= h >> 47n;
  h = (h * m) & mask;
  return h ^ (h >> 47n);
}
