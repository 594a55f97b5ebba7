import type { Token, TokenSpan } from '#shared/domain/span.ts';

/**
 * Words as GLiNER's own splitter cuts them, `\w+(?:[-_]\w+)*|\S` in Python: letters and digits of any script, joined by
 * hyphens and underscores, and every other visible character alone. A model trained on other words meets words at
 * inference that it has never seen.
 */
export function glinerWords(text: string): Token[] {
  const words: Token[] = [];
  for (const { index, 0: word } of text.matchAll(/[\p{L}\p{N}_]+(?:[-_][\p{L}\p{N}_]+)*|\S/gu))
    words.push({ start: index, end: index + word.length });
  return words;
}

/** Words GLiNER reads of a record; what comes after is cut off with a warning only. */
export const glinerMaxWords = 384;

/**
 * Where a document is cut into records of at most `maxWords` words: never inside a span, at the last sentence start in
 * the second half of the reach where there is one, else as late as possible. Spans that leave no place to cut make a
 * longer record.
 * @param spans token indices
 * @param sentenceStarts ascending; token indices
 * @returns index of the first token of each record; [0] for a document that fits
 */
export function glinerCuts(
  words: number,
  spans: readonly TokenSpan[],
  sentenceStarts: readonly number[],
  maxWords = glinerMaxWords,
): readonly number[] {
  const inside = new Uint8Array(words + 1);
  for (const { start, end } of spans) inside.fill(1, start + 1, end);
  const isSentence = new Set(sentenceStarts);
  const cuts = [0];
  for (let from = 0; words - from > maxWords;) {
    const last = from + maxWords;
    const from2 = from + (maxWords >> 1);
    const next =
      lastIn(last, from2, (at) => inside[at] === 0 && isSentence.has(at)) ??
      lastIn(last, from, (at) => inside[at] === 0) ??
      firstAfter(last, words, (at) => inside[at] === 0);
    if (next === null) break;
    cuts.push(next);
    from = next;
  }
  return cuts;
}

/** The largest index in (after, upTo] that fits. */
function lastIn(upTo: number, after: number, fits: (at: number) => boolean): number | null {
  for (let at = upTo; at > after; at--) if (fits(at)) return at;
  return null;
}

function firstAfter(after: number, before: number, fits: (at: number) => boolean): number | null {
  for (let at = after + 1; at < before; at++) if (fits(at)) return at;
  return null;
}
