const words = new Intl.Segmenter('und', { granularity: 'word' });
const reach = 512;

/** The end of the word at or after `offset` (Ctrl+Right in character mode). */
export function nextWord(text: string, offset: number): number {
  const piece = text.slice(offset, offset + reach);
  for (const part of words.segment(piece)) {
    if (part.isWordLike === true) return offset + part.index + part.segment.length;
  }
  return Math.min(text.length, offset + piece.length);
}

/** The start of the word at or before `offset`. */
export function previousWord(text: string, offset: number): number {
  const from = Math.max(0, offset - reach);
  const piece = text.slice(from, offset);
  let start = from;
  for (const part of words.segment(piece)) {
    if (part.isWordLike === true) start = from + part.index;
  }
  return start;
}
