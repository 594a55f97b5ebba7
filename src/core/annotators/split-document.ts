/** A stretch of a document; `start` is its UTF-16 offset in the whole. */
export interface DocumentPart {
  readonly start: number;
  readonly text: string;
}

/**
 * Cuts a text into parts of at most `maxLength` UTF-16 units at sentence ends; a longer sentence at the last word end
 * that fits, a longer word between graphemes. The parts joined are the text.
 * @param maxLength ≥ 1; one grapheme longer than that still makes a part of its own
 */
export function splitDocument(text: string, maxLength: number): DocumentPart[] {
  const sentences = pieces(text, 'sentence').flatMap((sentence) =>
    sentence.length <= maxLength
      ? [sentence]
      : pieces(sentence, 'word').flatMap((word) =>
          word.length <= maxLength ? [word] : pieces(word, 'grapheme'),
        ),
  );
  const parts: DocumentPart[] = [];
  let start = 0;
  let current = '';
  for (const piece of sentences) {
    if (current !== '' && current.length + piece.length > maxLength) {
      parts.push({ start, text: current });
      start += current.length;
      current = '';
    }
    current += piece;
  }
  if (current !== '' || parts.length === 0) parts.push({ start, text: current });
  return parts;
}

/** Two parts of about equal length, or one where the text cannot be cut. */
export function halveDocument(text: string): DocumentPart[] {
  return splitDocument(text, Math.max(1, Math.ceil(text.length / 2)));
}

function pieces(text: string, granularity: 'sentence' | 'word' | 'grapheme'): string[] {
  return [...new Intl.Segmenter('und', { granularity }).segment(text)].map(({ segment }) => segment);
}
