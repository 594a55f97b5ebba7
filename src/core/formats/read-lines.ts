import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { AppError } from '#shared/errors.ts';
import { chooseEncoding, trimPartial, type EncodingGuess } from './encoding.ts';
import { limits } from './limits.ts';
import { readHead, type ReadSource } from './read-source.ts';
import type { ReadOptions } from './reader.ts';

/** Consecutive lines as one string, without the line feed that ends the last of them. */
export interface TextBlock {
  readonly text: string;
  /** Index of a line that must not be read → why: invalid bytes, or longer than allowed (then only its start is here). */
  readonly damaged: ReadonlyMap<number, string>;
  /** True for the last block of the file; its last line had no line feed unless it is empty. */
  readonly last: boolean;
}

/** Consecutive lines without their line feed (a carriage return before it stays). */
export interface LineBlock {
  readonly lines: readonly string[];
  /** 1-based number of the first. */
  readonly firstLine: number;
  readonly damaged: ReadonlyMap<number, string>;
  readonly last: boolean;
}

const none: ReadonlyMap<number, string> = new Map();
const notUtf8 = 'bytes that are not valid UTF-8';
const tooLong: ReadonlyMap<number, string> = new Map([[0, 'the line is longer than 64 MB']]);
const lineFeed = 0x0a;
/** Bytes kept of a line that is too long, to show where it is. */
const keptOfLong = 4 * limits.quarantineText;

/**
 * Lines of a text file in blocks of about 256 KiB, decoded block by block: memory does not grow with the file. A line
 * longer than `limits.lineLength` is passed over and told in `damaged`.
 * @throws {AppError} ENCODING_UNKNOWN
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
 * @throws {AppError} ENCODING_UNKNOWN
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
  /** The beginning of a line that is too long, while its rest is passed over. */
  let long: Uint8Array | null = null;
  let skip = bom;
  for await (const whole of source.open()) {
    options.signal?.throwIfAborted();
    let chunk = skip > 0 ? whole.subarray(Math.min(skip, whole.length)) : whole;
    skip -= whole.length - chunk.length;
    if (long !== null) {
      const end = chunk.indexOf(lineFeed);
      if (end < 0) continue;
      yield { ...toBlock(long, decoder, false), damaged: tooLong };
      long = null;
      chunk = chunk.subarray(end + 1);
    }
    const cut = chunk.lastIndexOf(lineFeed);
    if (cut >= 0) {
      yield toBlock(joined(pending, chunk.subarray(0, cut)), decoder, false);
      pending = [];
      pendingBytes = 0;
    }
    if (cut + 1 < chunk.length) pending.push(new Uint8Array(chunk.subarray(cut + 1)));
    pendingBytes += chunk.length - cut - 1;
    if (pendingBytes <= limits.lineLength) continue;
    long = joined(pending, new Uint8Array(0)).slice(0, keptOfLong);
    pending = [];
    pendingBytes = 0;
  }
  if (long === null) yield toBlock(joined(pending, new Uint8Array(0)), decoder, true);
  else yield { ...toBlock(long, decoder, true), damaged: tooLong };
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

function damagedLines(bytes: Uint8Array): Map<number, string> {
  const damaged = new Map<number, string>();
  let line = 0;
  for (let start = 0; start <= bytes.length; line++) {
    const found = bytes.indexOf(lineFeed, start);
    const end = found < 0 ? bytes.length : found;
    if (!isUtf8(bytes.subarray(start, end))) damaged.set(line, notUtf8);
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
  let parts: string[] = [];
  let length = 0;
  let long: string | null = null;
  for await (const chunk of source.open()) {
    options.signal?.throwIfAborted();
    let text = decoder.decode(chunk, { stream: true });
    if (long !== null) {
      const end = text.indexOf('\n');
      if (end < 0) continue;
      yield { text: long, damaged: tooLong, last: false };
      long = null;
      text = text.slice(end + 1);
    }
    const cut = text.lastIndexOf('\n');
    if (cut >= 0) {
      yield { text: parts.join('') + text.slice(0, cut), damaged: none, last: false };
      parts = [];
      length = 0;
    }
    parts.push(text.slice(cut + 1));
    length += text.length - cut - 1;
    if (length <= limits.lineLength) continue;
    long = parts.join('').slice(0, keptOfLong);
    parts = [];
    length = 0;
  }
  const rest = parts.join('') + decoder.decode();
  if (long === null) yield { text: rest, damaged: none, last: true };
  else yield { text: long, damaged: tooLong, last: true };
}

/** A piece of a text file that begins and ends anywhere between two characters. */
export interface TextChunk {
  readonly text: string;
  /** Some of its bytes are not valid in the encoding; they are U+FFFD in `text`. */
  readonly damaged: boolean;
}

/**
 * A text file in pieces of about 256 KiB that know nothing of lines, for readers that find their borders themselves.
 */
export async function* readTextChunks(
  source: ReadSource,
  options: ReadOptions,
  { encoding, bom }: EncodingGuess,
): AsyncGenerator<TextChunk> {
  const decoder = encoding === 'utf-8' ? null : new TextDecoder(encoding);
  let partial: Uint8Array = new Uint8Array(0);
  let skip = bom;
  for await (const whole of source.open()) {
    options.signal?.throwIfAborted();
    const chunk = skip > 0 ? whole.subarray(Math.min(skip, whole.length)) : whole;
    skip -= whole.length - chunk.length;
    if (decoder !== null) {
      yield { text: decoder.decode(chunk, { stream: true }), damaged: false };
      continue;
    }
    const bytes = partial.length === 0 ? chunk : Buffer.concat([partial, chunk]);
    const characters = trimPartial(bytes);
    partial = new Uint8Array(bytes.subarray(characters.length));
    yield toChunk(characters);
  }
  yield decoder === null ? toChunk(partial) : { text: decoder.decode(), damaged: false };
}

function toChunk(bytes: Uint8Array): TextChunk {
  const { text, damaged } = toBlock(bytes, null, false);
  return { text, damaged: damaged.size > 0 };
}

function joined(pending: readonly Uint8Array[], tail: Uint8Array): Uint8Array {
  return pending.length === 0 ? tail : Buffer.concat([...pending, tail]);
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
