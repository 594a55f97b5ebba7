import type { Token } from '#shared/domain/span.ts';

/** Seven bits a byte: enough for any offset below 2^35. */
const maxVarintBytes = 5;

/**
 * Token offsets as bytes: per token the gap since the last token's end and the length, both as LEB128 varints.
 * @param tokens in text order, not overlapping, UTF-16 offsets
 */
export function encodeTokens(tokens: readonly Token[]): Uint8Array {
  const bytes = new Uint8Array(tokens.length * 2 * maxVarintBytes);
  let length = 0;
  let previous = 0;
  for (const { start, end } of tokens) {
    length = writeVarint(bytes, length, start - previous);
    length = writeVarint(bytes, length, end - start);
    previous = end;
  }
  return bytes.subarray(0, length);
}

export function decodeTokens(bytes: Uint8Array): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  let offset = 0;
  const next = (): number => {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = bytes[position++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
  };
  while (position < bytes.length) {
    const start = offset + next();
    offset = start + next();
    tokens.push({ start, end: offset });
  }
  return tokens;
}

/** Returns the position after what was written. */
function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  let rest = value;
  let position = at;
  while (rest >= 128) {
    bytes[position++] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
  }
  bytes[position++] = rest;
  return position;
}
