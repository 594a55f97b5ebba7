import { chooseEncoding, type EncodingGuess } from './encoding.ts';
import { limits } from './limits.ts';
import { lineEndOf, readLines, readTextBlocks } from './read-lines.ts';
import { readHead, type ReadSource } from './read-source.ts';
import type { ReadItem, ReadOptions } from './reader.ts';

/** One record of a JSON file: parsed, or the reason why not. */
export interface JsonElement {
  readonly line: number;
  readonly value: unknown;
  readonly text: string;
  /** Set where the text is no JSON; `value` is then undefined. */
  readonly problem?: string;
}

/**
 * Records of a JSON Lines file, or of a JSON array (also spread over many lines), one batch per block: an array
 * of a gigabyte needs no more memory than its largest element.
 */
export async function* readJsonElements(
  source: ReadSource,
  options: ReadOptions,
  guess?: EncodingGuess,
): AsyncGenerator<readonly JsonElement[]> {
  const head = await readHead(source);
  const encoding = guess ?? chooseEncoding(head, source.name, options.encoding);
  const start = new TextDecoder(encoding.encoding).decode(head).trimStart();
  if (isJsonLines(start)) yield* jsonLines(source, options, encoding);
  else yield* arrayElements(source, options, encoding);
}

/** Records of a batch: few enough that what they hold is young garbage when the next is made. */
const maxElements = 256;

/** JSON Lines: the first line is an object (or an array) complete in itself. */
function isJsonLines(start: string): boolean {
  if (start.startsWith('{')) return true;
  const end = start.indexOf('\n');
  const first = end < 0 ? start : start.slice(0, end);
  const second = end < 0 ? '' : start.slice(end + 1).trimStart();
  // A line holding a whole array is a record only when another record follows.
  return /^\[.*\]\s*$/.test(first) && second.startsWith('[');
}

export function parseJson(text: string, line: number): JsonElement {
  try {
    return { line, value: JSON.parse(text) as unknown, text };
  } catch (error) {
    return { line, value: undefined, text, problem: jsonProblem(error) };
  }
}

function jsonProblem(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // V8 quotes the text after the reason; the row is shown anyway.
  return `not valid JSON: ${message.replace(/, ?(\.\.\.)?".*$/s, '').replace(/ in JSON/, '')}`;
}

async function* jsonLines(
  source: ReadSource,
  options: ReadOptions,
  encoding: EncodingGuess,
): AsyncGenerator<readonly JsonElement[]> {
  // A file whose first line opens an object that ends later is one pretty-printed record after the other.
  let open = '';
  let openLine = 0;
  let line = 0;
  for await (const { text: block, damaged, last } of readTextBlocks(source, options, encoding)) {
    let batch: JsonElement[] = [];
    let inBlock = -1;
    for (let at = 0; at <= block.length;) {
      const end = lineEndOf(block, at);
      const text = block.slice(at, end);
      at = end + 1;
      line++;
      inBlock++;
      if (open === '' && isBlank(text)) continue;
      if (damaged.has(inBlock)) {
        batch.push({ line, value: undefined, text, problem: 'bytes that are not valid UTF-8' });
        open = '';
      } else if (open === '') {
        const element = parseJson(text, line);
        if (element.problem !== undefined && /^\s*[[{]\s*$/.test(text)) {
          open = text;
          openLine = line;
        } else batch.push(element);
      } else {
        open += `\n${text}`;
        if (/^[\]}]\s*,?\s*$/.test(text)) {
          batch.push(parseJson(open.replace(/,\s*$/, ''), openLine));
          open = '';
        } else if (open.length > limits.lineLength) {
          batch.push({ line: openLine, value: undefined, text: open, problem: 'a record longer than 64 MB' });
          open = '';
        }
      }
      if (batch.length < maxElements) continue;
      yield batch;
      batch = [];
    }
    if (last && open !== '') batch.push(parseJson(open, openLine));
    yield batch;
  }
}

async function* arrayElements(
  source: ReadSource,
  options: ReadOptions,
  encoding: EncodingGuess,
): AsyncGenerator<readonly JsonElement[]> {
  const splitter = createArraySplitter();
  for await (const block of readLines(source, options, encoding)) {
    const batch: JsonElement[] = [];
    for (let i = 0; i < block.lines.length; i++) {
      const isLastLine = block.last && i === block.lines.length - 1;
      splitter.push((block.lines[i] ?? '') + (isLastLine ? '' : '\n'), block.firstLine + i, batch);
    }
    if (block.last) splitter.end(batch);
    yield batch;
  }
}

interface ArraySplitter {
  push(text: string, line: number, out: JsonElement[]): void;
  end(out: JsonElement[]): void;
}

/** Cuts the elements out of a top-level array without parsing it as a whole. */
function createArraySplitter(): ArraySplitter {
  let depth = 0; // 0 before the opening bracket, 1 between elements
  let inString = false;
  let element: string[] = [];
  let length = 0;
  let elementLine = 0;
  let closed = false;
  const flush = (out: JsonElement[]): void => {
    const text = element.join('').trim();
    element = [];
    length = 0;
    if (text !== '') out.push(parseJson(text, elementLine));
  };
  return {
    push(text, line, out) {
      if (closed) {
        if (!isBlank(text))
          out.push({ line, value: undefined, text, problem: 'text after the end of the array' });
        return;
      }
      let from = 0;
      if (element.length === 0) elementLine = line;
      for (let at = 0; at < text.length; at++) {
        const code = text.charCodeAt(at);
        if (inString) {
          if (code === 0x5c) at++;
          else if (code === 0x22) inString = false;
          continue;
        }
        if (code === 0x22) inString = true;
        else if (code === 0x5b || code === 0x7b) {
          depth++;
          if (depth === 1) {
            from = at + 1;
            elementLine = line;
          }
        } else if (code === 0x5d || code === 0x7d) {
          depth--;
          if (depth === 0) {
            element.push(text.slice(from, at));
            flush(out);
            closed = true;
            const rest = text.slice(at + 1);
            if (!isBlank(rest))
              out.push({ line, value: undefined, text: rest, problem: 'text after the end of the array' });
            return;
          }
        } else if (code === 0x2c && depth === 1) {
          element.push(text.slice(from, at));
          flush(out);
          from = at + 1;
          elementLine = line;
        }
      }
      const rest = text.slice(from);
      if (element.length === 0 && isBlank(rest)) return;
      element.push(rest);
      length += rest.length;
      if (length > limits.lineLength) {
        out.push({
          line: elementLine,
          value: undefined,
          text: element.join('').slice(0, limits.quarantineText),
          problem: 'a record longer than 64 MB',
        });
        element = [];
        length = 0;
      }
    },
    end(out) {
      if (closed) return;
      flush(out);
      if (depth > 0)
        out.push({
          line: elementLine,
          value: undefined,
          text: '',
          problem: 'the file ends inside the array',
        });
    },
  };
}

/** Records begin with a bracket, so the full test is rarely needed. */
function isBlank(text: string): boolean {
  const code = text.charCodeAt(0);
  return code !== 0x7b && code !== 0x5b && !/\S/.test(text);
}

/** The quarantine entry of a row, with at most `limits.quarantineText` characters of it. */
export function quarantined(line: number, why: string, text: string): ReadItem {
  return { kind: 'quarantined', line, why, text: text.slice(0, limits.quarantineText) };
}
