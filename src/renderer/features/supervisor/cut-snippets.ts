export interface OutgoingPiece {
  readonly start: number;
  readonly text: string;
  /** Where the piece comes from; null for the app's own words. */
  readonly documentId: string | null;
}

/** Cuts an outgoing text at the stretches that come from documents; overlapping ones count from the end of the last. */
export function cutSnippets(
  text: string,
  snippets: readonly { readonly start: number; readonly end: number; readonly documentId: string }[],
): readonly OutgoingPiece[] {
  const pieces: OutgoingPiece[] = [];
  let at = 0;
  for (const snippet of snippets.toSorted((a, b) => a.start - b.start)) {
    const start = Math.max(at, snippet.start);
    const end = Math.min(text.length, snippet.end);
    if (end <= start) continue;
    if (start > at) pieces.push({ start: at, text: text.slice(at, start), documentId: null });
    pieces.push({ start, text: text.slice(start, end), documentId: snippet.documentId });
    at = end;
  }
  if (at < text.length) pieces.push({ start: at, text: text.slice(at), documentId: null });
  return pieces;
}
