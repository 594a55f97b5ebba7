import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { AppError } from '#shared/errors.ts';
import { chooseEncoding, type EncodingGuess } from './encoding.ts';
import { limits } from './limits.ts';
import { readHead, type ReadSource } from './read-source.ts';
import type { ReadOptions } from './reader.ts';

/** Consecutive lines as one string, without the line feed that ends the last of them. */
export interface TextBlock {
  readonly text: string;
  /** Indices of lines whose bytes were not valid in the encoding. */
  readonly damaged: ReadonlySet<number>;
  /** True for the last block of the file; its last line had no line feed unless it is empty. */
  readonly last: boolean;
}

/** Consecutive lines without their line feed (a carriage return before it stays). */
export interface LineBlock {
  readonly lines: readonly string[];
  /** 1-based number of the first. */
  readonly firstLine: number;
  readonly damaged: ReadonlySet<number>;
  readonly last: boolean;
}

const none: ReadonlySet<number> = new Set();
const lineFeed = 0x0a;

/**
 * Lines of a text file in blocks of about 256 KiB, decoded block by block: memory does not grow with the file.
 * @throws {AppError} ENCODING_UNKNOWN, FILE_TOO_LARGE (a line longer than `limits.lineLength`)
 */
export async function* readLines(
  source: ReadSource,
  options: ReadOptions,
  guess?: EncodingGuess,
): AsyncGenerator<LineBlock> {
  let firstLine = 1;
  for await (const { text, damaged, last } of readTextBlocks(source, options, guess)) {
    const lines = text.split('\n');
    yield { lines, firstLine, damaged, last };
    firstLine += lines.length;
  }
}

/**
 * The same as `readLines` without cutting the lines: a reader that looks for its borders itself saves a string for
 * every line.
 * @throws {AppError} ENCODING_UNKNOWN, FILE_TOO_LARGE (a line longer than `limits.lineLength`)
 */
export async function* readTextBlocks(
  source: ReadSource,
  options: ReadOptions,
  guess?: EncodingGuess,
): AsyncGenerator<TextBlock> {
  const encoding = guess ?? chooseEncoding(await readHead(source), source.name, options.encoding);
  if (encoding.encoding.startsWith('utf-16')) yield* decodedBlocks(source, options, encoding);
  else yield* byteBlocks(source, options, encoding);
}

async function* byteBlocks(
  source: ReadSource,
  options: ReadOptions,
  { encoding, bom }: EncodingGuess,
): AsyncGenerator<TextBlock> {
  const decoder = encoding === 'utf-8' ? null : new TextDecoder(encoding);
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let lineAt = bom;
  let skip = bom;
  for await (const whole of source.open()) {
    options.signal?.throwIfAborted();
    const chunk = skip > 0 ? whole.subarray(Math.min(skip, whole.length)) : whole;
    skip -= whole.length - chunk.length;
    const cut = chunk.lastIndexOf(lineFeed);
    if (cut < 0) {
      pending.push(new Uint8Array(chunk));
      pendingBytes += chunk.length;
      if (pendingBytes > limits.lineLength) throw lineTooLong(source.name, `from byte ${lineAt} on`);
      continue;
    }
    const bytes = joined(pending, chunk.subarray(0, cut));
    lineAt += bytes.length + 1;
    pending = cut + 1 < chunk.length ? [new Uint8Array(chunk.subarray(cut + 1))] : [];
    pendingBytes = chunk.length - cut - 1;
    yield toBlock(bytes, decoder, false);
  }
  yield toBlock(joined(pending, new Uint8Array(0)), decoder, true);
}

function toBlock(bytes: Uint8Array, decoder: TextDecoder | null, last: boolean): TextBlock {
  if (decoder !== null) return { text: decoder.decode(bytes), damaged: none, last };
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  // latin1 is the quicker way to a string where both readings agree.
  if (isAscii(buffer)) return { text: buffer.toString('latin1'), damaged: none, last };
  return { text: buffer.toString('utf8'), damaged: isUtf8(buffer) ? none : damagedLines(bytes), last };
}

/** Index of the line feed that ends the line at `at`, or the text's length. */
export function lineEndOf(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function damagedLines(bytes: Uint8Array): Set<number> {
  const damaged = new Set<number>();
  let line = 0;
  for (let start = 0; start <= bytes.length; line++) {
    const found = bytes.indexOf(lineFeed, start);
    const end = found < 0 ? bytes.length : found;
    if (!isUtf8(bytes.subarray(start, end))) damaged.add(line);
    start = end + 1;
  }
  return damaged;
}

async function* decodedBlocks(
  source: ReadSource,
  options: ReadOptions,
  { encoding }: EncodingGuess,
): AsyncGenerator<TextBlock> {
  const decoder = new TextDecoder(encoding);
  let rest = '';
  let lineAt = 0;
  for await (const chunk of source.open()) {
    options.signal?.throwIfAborted();
    rest += decoder.decode(chunk, { stream: true });
    const cut = rest.lastIndexOf('\n');
    if (rest.length - cut > limits.lineLength)
      throw lineTooLong(source.name, `from character ${lineAt + cut + 1} on`);
    if (cut < 0) continue;
    const text = rest.slice(0, cut);
    rest = rest.slice(cut + 1);
    lineAt += cut + 1;
    yield { text, damaged: none, last: false };
  }
  yield { text: rest + decoder.decode(), damaged: none, last: true };
}

function joined(pending: readonly Uint8Array[], tail: Uint8Array): Uint8Array {
  return pending.length === 0 ? tail : Buffer.concat([...pending, tail]);
}

function lineTooLong(name: string, where: string): AppError {
  return new AppError('FILE_TOO_LARGE', `${name}: a line is longer than 64 MB (${where})`, {
    action: 'Split the document, or choose the right format by hand.',
  });
}

/**
 * A whole text file, for formats that cannot be read in pieces. The byte order mark is left out.
 * @throws {AppError} FILE_TOO_LARGE, ENCODING_UNKNOWN
 */
export async function readWholeText(
  source: ReadSource,
  options: ReadOptions,
): Promise<{ readonly text: string; readonly encoding: EncodingGuess; readonly damaged: boolean }> {
  const bytes = await readWholeBytes(source, options);
  const encoding = chooseEncoding(bytes.subarray(0, 1 << 18), source.name, options.encoding);
  const body = bytes.subarray(encoding.bom);
  const damaged = encoding.encoding === 'utf-8' && !isUtf8(body);
  // ignoreBOM: only the mark itself was cut; a second one would be text.
  const text = new TextDecoder(encoding.encoding, { ignoreBOM: true }).decode(body);
  return { text, encoding, damaged };
}

/** @throws {AppError} FILE_TOO_LARGE */
export async function readWholeBytes(source: ReadSource, options: ReadOptions): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of source.open()) {
    options.signal?.throwIfAborted();
    total += chunk.length;
    if (total > limits.wholeFile)
      throw new AppError('FILE_TOO_LARGE', `${source.name} is larger than 96 MB`, {
        action: 'This format must be read as a whole; split the file, or convert it to JSONL first.',
      });
    parts.push(new Uint8Array(chunk));
  }
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}
