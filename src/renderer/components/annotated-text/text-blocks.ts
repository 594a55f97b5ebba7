import { prefixLength } from '#shared/prefix-length.ts';
import { snapToGrapheme } from './grapheme-snap.ts';
import type { TextRange } from './text-range.ts';

const sentenceEnd = /[.!?。！？؟][\s"'”’)\]]/u;
const space = /\s/u;

/**
 * Cuts a text into the blocks that are drawn (and windowed) one by one: a line each, its line break (LF, CRLF or CR)
 * kept at its end. A line longer than `limit` code units is cut after a sentence end, else after a space, else between
 * two graphemes. The blocks are a partition: joined they are the text, code unit for code unit.
 */
export function splitBlocks(text: string, limit = 600): readonly TextRange[] {
  const blocks: TextRange[] = [];
  const breaks = /\r\n|\n|\r/gu;
  let start = 0;
  for (const match of text.matchAll(breaks)) {
    const end = match.index + match[0].length;
    pushLine(text, start, end, limit, blocks);
    start = end;
  }
  if (start < text.length) pushLine(text, start, text.length, limit, blocks);
  return blocks;
}

/** Index of the block that holds an offset; the last block for the end of the text; -1 for an empty text. */
export function blockAt(blocks: readonly TextRange[], offset: number): number {
  const before = prefixLength(blocks.length, (index) => offset >= (blocks[index]?.end ?? 0));
  return Math.min(before, blocks.length - 1);
}

function pushLine(text: string, from: number, to: number, limit: number, blocks: TextRange[]): void {
  let start = from;
  while (to - start > limit) {
    const cut = cutPoint(text, start, start + limit);
    blocks.push({ start, end: cut });
    start = cut;
  }
  blocks.push({ start, end: to });
}

/** Where to cut `[start, limit)`: in its second half if a sentence or a word ends there. */
function cutPoint(text: string, start: number, limit: number): number {
  const floor = start + Math.floor((limit - start) / 2);
  for (let at = limit - 1; at > floor; at -= 1) {
    if (sentenceEnd.test(text.slice(at - 1, at + 1))) return at + 1;
  }
  for (let at = limit - 1; at > floor; at -= 1) {
    if (space.test(text.charAt(at))) return at + 1;
  }
  const snapped = snapToGrapheme(text, limit, 'before');
  return snapped > start ? snapped : snapToGrapheme(text, limit, 'after');
}
