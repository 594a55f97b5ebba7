/** Letters that stand for annotators in blind mode: A, B, … Z, AA … */
export function blindLetter(position: number): string {
  const letter = String.fromCharCode(65 + (position % 26));
  return position < 26 ? letter : `${String.fromCharCode(64 + Math.floor(position / 26))}${letter}`;
}

/**
 * The same annotators in an order that cannot be told from the names: by a hash of document and annotator, so that it
 * stays the same while a document is on screen and changes from document to document.
 */
export function blindOrder<T extends { readonly annotatorId: string }>(
  annotators: readonly T[],
  documentKey: number,
): readonly T[] {
  const rank = (annotator: T): number => fnv1a(`${documentKey}:${annotator.annotatorId}`);
  return annotators.toSorted((a, b) => rank(a) - rank(b) || (a.annotatorId < b.annotatorId ? -1 : 1));
}

/** FNV-1a, 32 bits, over UTF-16 code units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
