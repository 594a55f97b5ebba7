import { limits } from './limits.ts';
import { parseJson, type JsonElement } from './parse-json.ts';
import type { TextChunk } from './read-lines.ts';

/** Cuts the elements out of a top-level array, however its text comes in pieces, without parsing it as a whole. */
export interface ArraySplitter {
  push(chunk: TextChunk, out: JsonElement[]): void;
  /** At the end of the file. */
  end(out: JsonElement[]): void;
}

const quote = 0x22;
const lineFeed = 0x0a;

export function createArraySplitter(): ArraySplitter {
  let depth = 0; // 0 before the opening bracket, 1 between elements
  let inString = false;
  let isEscaped = false; // the chunk before ended in a backslash
  let line = 1;
  let parts: string[] = [];
  let length = 0;
  let startLine = 0; // of the open element; 0 while only white space was seen
  let isDamaged = false;
  let isTooLong = false;
  let closed = false;
  let told = false; // what follows the array is told once

  const flush = (out: JsonElement[]): void => {
    const text = parts.join('').trim();
    // Only damage makes U+FFFD out of bytes; the mark itself is a character like any other.
    if (isDamaged && text.includes('\ufffd'))
      out.push({ line: startLine, value: undefined, text, problem: 'bytes that are not valid UTF-8' });
    else if (text !== '' && !isTooLong) out.push(parseJson(text, startLine));
    reset();
    isTooLong = false;
  };
  const reset = (): void => {
    parts = [];
    length = 0;
    startLine = 0;
    isDamaged = false;
  };
  /** Takes a piece of the open element; of one that is too long only its place is kept. */
  const keep = (text: string, damaged: boolean, out: JsonElement[]): void => {
    if (isTooLong || text === '') return;
    parts.push(text);
    length += text.length;
    isDamaged ||= damaged;
    if (length <= limits.lineLength) return;
    const start = parts.join('').trimStart().slice(0, limits.quarantineText);
    out.push({ line: startLine, value: undefined, text: start, problem: 'a record longer than 64 MB' });
    reset();
    isTooLong = true;
  };
  const afterEnd = (text: string, out: JsonElement[]): void => {
    if (told || !/\S/.test(text)) return;
    told = true;
    out.push({ line, value: undefined, text, problem: 'text after the end of the array' });
  };
  return {
    push({ text, damaged }, out) {
      if (closed) {
        afterEnd(text, out);
        line += countLineFeeds(text);
        return;
      }
      let from = 0;
      let at = 0;
      if (isEscaped && text !== '') {
        at = 1;
        isEscaped = false;
      }
      for (; at < text.length; at++) {
        if (inString) {
          const stop = nextStop(text, at);
          if (stop < 0) break;
          at = stop;
          const code = text.charCodeAt(at);
          if (code === quote) inString = false;
          else if (code === lineFeed) line++;
          else if (++at === text.length) isEscaped = true;
          continue;
        }
        const code = text.charCodeAt(at);
        if (code === lineFeed) line++;
        if (code <= 0x20) continue;
        if (depth > 0 && startLine === 0) startLine = line;
        if (code === quote) inString = true;
        else if (code === 0x5b || code === 0x7b) {
          depth++;
          if (depth === 1) {
            reset();
            from = at + 1;
          }
        } else if (code === 0x5d || code === 0x7d) {
          depth--;
          if (depth > 0) continue;
          keep(text.slice(from, at), damaged, out);
          flush(out);
          closed = true;
          afterEnd(text.slice(at + 1), out);
          line += countLineFeeds(text.slice(at + 1));
          return;
        } else if (code === 0x2c && depth === 1) {
          keep(text.slice(from, at), damaged, out);
          flush(out);
          from = at + 1;
        }
      }
      keep(text.slice(from), damaged, out);
    },
    end(out) {
      if (closed) return;
      const isOpen = depth > 0;
      if (startLine === 0) startLine = line;
      flush(out);
      if (isOpen) out.push({ line, value: undefined, text: '', problem: 'the file ends inside the array' });
    },
  };
}

const stops = /["\\\n]/g;

/** The next quote, backslash or (not allowed there, but counted) line feed at or after `at`; −1 if there is none. */
function nextStop(text: string, at: number): number {
  stops.lastIndex = at;
  return stops.test(text) ? stops.lastIndex - 1 : -1;
}

function countLineFeeds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
