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
  // A copy: a view would take the whole block along to another thread.
  return bytes.slice(0, length);
}

/** Stands for "the text cut at its single spaces": what a text rebuilt from tokens is. No other encoding has one byte. */
export const cutAtSpaces = Uint8Array.of(0);

/** Tokens of a text as bytes; one byte where the text cut at single spaces gives exactly these tokens. */
export function encodeTokensOf(text: string, tokens: readonly Token[]): Uint8Array {
  return isCutAtSpaces(text, tokens) ? cutAtSpaces : encodeTokens(tokens);
}

/** The counterpart of `encodeTokensOf`. */
export function decodeTokensOf(text: string, bytes: Uint8Array): Token[] {
  if (bytes.length !== 1) return decodeTokens(bytes);
  const tokens: Token[] = [];
  for (let start = 0; start <= text.length;) {
    const space = text.indexOf(' ', start);
    const end = space < 0 ? text.length : space;
    tokens.push({ start, end });
    start = end + 1;
  }
  return tokens;
}

function isCutAtSpaces(text: string, tokens: readonly Token[]): boolean {
  let start = 0;
  for (const token of tokens) {
    if (token.start !== start || token.end <= start) return false;
    const space = text.indexOf(' ', start);
    if (token.end !== (space < 0 ? text.length : space)) return false;
    start = token.end + 1;
  }
  return tokens.length > 0 && start === text.length + 1;
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
