import type { Token } from '#shared/domain/span.ts';

/**
 * Token offsets as bytes: per token the gap since the last token's end and the length, both as LEB128 varints.
 * @param tokens in text order, not overlapping, UTF-16 offsets
 */
export function encodeTokens(tokens: readonly Token[]): Uint8Array {
  const bytes: number[] = [];
  let previous = 0;
  for (const token of tokens) {
    pushVarint(bytes, token.start - previous);
    pushVarint(bytes, token.end - token.start);
    previous = token.end;
  }
  return Uint8Array.from(bytes);
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

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}
