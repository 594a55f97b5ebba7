import type { TextRange } from './text-range.ts';

const sentences = new Intl.Segmenter('und', { granularity: 'sentence' });
/** Sentences are sought inside the line, at most this far on each side. */
const reach = 4000;

/** The sentence that holds `offset`, without its trailing white space (but never empty). */
export function sentenceAround(text: string, offset: number): TextRange {
  if (text.length === 0) return { start: 0, end: 0 };
  const at = Math.min(Math.max(0, offset), text.length - 1);
  const from = Math.max(text.lastIndexOf('\n', at - 1) + 1, at - reach, 0);
  const lineEnd = text.indexOf('\n', at);
  const to = Math.min(lineEnd === -1 ? text.length : lineEnd + 1, at + reach);
  const found = sentences.segment(text.slice(from, to)).containing(at - from);
  if (found === undefined) return { start: at, end: at + 1 };
  const start = from + found.index;
  return { start, end: start + found.segment.length };
}
