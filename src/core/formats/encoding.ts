import { optionPlaces } from '#shared/domain/reader-options.ts';
import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { AppError } from '#shared/errors.ts';

export interface EncodingGuess {
  /** A WHATWG label that TextDecoder takes. */
  readonly encoding: string;
  /** 0 (a guess) … 1 (a byte order mark or valid multi-byte UTF-8). */
  readonly confidence: number;
  /** Length of the byte order mark. */
  readonly bom: number;
  readonly alternatives: readonly string[];
}

/**
 * Guesses the encoding from the first bytes: byte order mark, UTF-16 by the place of its zero bytes, UTF-8 by
 * validity, else windows-1252 when the bytes look like western text.
 * @returns null where the bytes are no text in any of these
 */
export function guessEncoding(head: Uint8Array): EncodingGuess | null {
  const bom = byteOrderMark(head);
  if (bom !== null) return bom;
  if (head.length === 0 || isAscii(head))
    return wideGuess(head) ?? (hasControls(head, 0.1) ? null : guess('utf-8', 1, ['windows-1252']));
  const wide = wideGuess(head);
  if (wide !== null) return wide;
  if (isUtf8(trimPartial(head)))
    return hasControls(head, 0.1) ? null : guess('utf-8', 0.99, ['windows-1252']);
  if (hasControls(head, 0.002)) return null;
  const { good, bad, high, undefinedBytes } = countSequences(head);
  // Damaged UTF-8: whole sequences outnumber stray bytes. The damaged lines are quarantined later.
  if (good > 0 && good * 3 >= bad) return guess('utf-8', 0.6, ['windows-1252']);
  if (undefinedBytes > 0 || high / head.length > 0.3) return null;
  return guess('windows-1252', high / head.length < 0.1 ? 0.7 : 0.5, ['iso-8859-15', 'windows-1250']);
}

/**
 * The encoding to read with: the caller's choice, else the guess.
 * @throws {AppError} ENCODING_UNKNOWN
 */
export function chooseEncoding(head: Uint8Array, name: string, chosen: string | undefined): EncodingGuess {
  const found = guessEncoding(head);
  if (chosen !== undefined) {
    try {
      const { encoding } = new TextDecoder(chosen);
      return { encoding, confidence: 1, bom: byteOrderMark(head)?.bom ?? 0, alternatives: [] };
    } catch (cause) {
      throw new AppError('ENCODING_UNKNOWN', `There is no encoding called "${chosen}"`, {
        action: 'Use a name such as utf-8, utf-16le, windows-1252, shift_jis or gb18030.',
        cause,
      });
    }
  }
  if (found !== null) return found;
  throw new AppError(
    'ENCODING_UNKNOWN',
    `The text encoding of ${name} could not be recognised; it may be no text at all`,
    {
      action: `If it is a text, name its encoding with ${optionPlaces.encoding}, or save it as UTF-8.`,
    },
  );
}

const guess = (encoding: string, confidence: number, alternatives: readonly string[]): EncodingGuess => ({
  encoding,
  confidence,
  bom: 0,
  alternatives,
});

function byteOrderMark(head: Uint8Array): EncodingGuess | null {
  const [a, b, c] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { ...guess('utf-8', 1, []), bom: 3 };
  if (a === 0xff && b === 0xfe) return { ...guess('utf-16le', 1, []), bom: 2 };
  if (a === 0xfe && b === 0xff) return { ...guess('utf-16be', 1, []), bom: 2 };
  return null;
}

/** UTF-16 without a mark: zero bytes nearly all at even or nearly all at odd places. */
function wideGuess(head: Uint8Array): EncodingGuess | null {
  if (!head.includes(0)) return null;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < head.length; i++) {
    if (head[i] !== 0) continue;
    if (i % 2 === 0) even++;
    else odd++;
  }
  const half = head.length / 2;
  if (odd > half * 0.4 && even < half * 0.05) return guess('utf-16le', 0.9, []);
  if (even > half * 0.4 && odd < half * 0.05) return guess('utf-16be', 0.9, []);
  return null;
}

/** Control bytes that no text holds (tab, line ends, form feed, escape and the information separators excepted). */
function hasControls(head: Uint8Array, share: number): boolean {
  let count = 0;
  for (let i = 0; i < head.length; i++) {
    const byte = head[i] ?? 0;
    if (byte < 9 || (byte > 13 && byte < 27)) count++;
  }
  return count > 2 && count / head.length > share;
}

/** UTF-8 bytes without a sequence that their end cuts. */
export function trimPartial(head: Uint8Array): Uint8Array {
  let end = head.length;
  for (let back = 1; back <= 3 && back <= head.length; back++) {
    const byte = head[head.length - back] ?? 0;
    if (byte >= 0xc0) {
      end = head.length - back;
      break;
    }
    if (byte < 0x80) break;
  }
  return head.subarray(0, end);
}

function countSequences(head: Uint8Array): {
  good: number;
  bad: number;
  high: number;
  undefinedBytes: number;
} {
  let good = 0;
  let bad = 0;
  let high = 0;
  let undefinedBytes = 0;
  for (let i = 0; i < head.length; i++) {
    const byte = head[i] ?? 0;
    if (byte < 0x80) continue;
    high++;
    if (byte === 0x81 || byte === 0x8d || byte === 0x8f || byte === 0x90 || byte === 0x9d) undefinedBytes++;
    const length = byte >= 0xf0 && byte < 0xf5 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0;
    let follow = 1;
    while (follow < length && ((head[i + follow] ?? 0) & 0xc0) === 0x80) follow++;
    if (length > 0 && follow === length) {
      good++;
      i += length - 1;
      high += length - 1;
    } else bad++;
  }
  return { good, bad, high, undefinedBytes };
}
