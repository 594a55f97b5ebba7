import { chooseEncoding, type EncodingGuess } from './encoding.ts';
import { limits } from './limits.ts';
import { createArraySplitter } from './json-array-splitter.ts';
import { parseJson, type JsonElement } from './parse-json.ts';
import { lineEndOf, readTextBlocks, readTextChunks } from './read-lines.ts';
import { readHead, type ReadSource } from './read-source.ts';
import type { ReadItem, ReadOptions } from './reader.ts';

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
      const damage = damaged.size === 0 ? undefined : damaged.get(inBlock);
      if (damage !== undefined) {
        batch.push({ line, value: undefined, text, problem: damage });
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
  for await (const chunk of readTextChunks(source, options, encoding)) {
    const batch: JsonElement[] = [];
    splitter.push(chunk, batch);
    if (batch.length > 0) yield batch;
  }
  const batch: JsonElement[] = [];
  splitter.end(batch);
  yield batch;
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
