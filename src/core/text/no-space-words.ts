import type { Token } from '#shared/domain/span.ts';

/** Very long runs go to the segmenter in pieces; the words near a piece's end are left to the next piece. */
const pieceLength = 4_000;
const overlap = 100;
let segmenter: Intl.Segmenter | undefined;

/**
 * Appends the dictionary words (Intl.Segmenter, ICU) of a run of letters from a script written without spaces.
 * @param run text without white space or punctuation
 * @param offset UTF-16 position of the run in its text
 */
export function pushNoSpaceWords(run: string, offset: number, tokens: Token[]): void {
  segmenter ??= new Intl.Segmenter('und', { granularity: 'word' });
  let from = 0;
  while (from < run.length) {
    const piece = run.slice(from, from + pieceLength);
    const isLast = from + piece.length === run.length;
    let next = from + piece.length;
    for (const { segment, index } of segmenter.segment(piece)) {
      if (!isLast && index >= pieceLength - overlap) {
        next = from + index;
        break;
      }
      tokens.push({ start: offset + from + index, end: offset + from + index + segment.length });
    }
    from = next;
  }
}
