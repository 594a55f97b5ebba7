/**
 * Grapheme borders of a text, after UAX #29 as Intl.Segmenter has it. Only the neighbourhood of the offset is looked at,
 * so that a key press costs the same in a short and in a very long document.
 */
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
/** Longer than any cluster in real text; longer runs (of combining marks) snap at the window's edge. */
const reach = 256;

/** The nearest grapheme border at or before / at or after `offset`. Offsets outside the text are clamped. */
export function snapToGrapheme(text: string, offset: number, side: 'before' | 'after'): number {
  if (offset <= 0) return 0;
  if (offset >= text.length) return text.length;
  const cluster = clusterAt(text, offset);
  if (cluster.start === offset) return offset;
  return side === 'before' ? cluster.start : cluster.end;
}

export function nextGrapheme(text: string, offset: number): number {
  if (offset >= text.length) return text.length;
  return clusterAt(text, Math.max(0, offset)).end;
}

export function previousGrapheme(text: string, offset: number): number {
  if (offset <= 0) return 0;
  return clusterAt(text, Math.min(offset, text.length) - 1).start;
}

/** The grapheme cluster that holds the code unit at `offset`. */
function clusterAt(text: string, offset: number): { readonly start: number; readonly end: number } {
  const from = windowStart(text, offset);
  const piece = text.slice(from, Math.min(text.length, offset + reach));
  const found = graphemes.segment(piece).containing(offset - from);
  if (found === undefined) return { start: offset, end: Math.min(text.length, offset + 1) };
  return { start: from + found.index, end: from + found.index + found.segment.length };
}

/** A place before `offset` where a grapheme surely begins: the start of the line or of an ASCII word, if one is near. */
function windowStart(text: string, offset: number): number {
  const floor = Math.max(0, offset - reach);
  for (let at = offset; at > floor; at -= 1) {
    const code = text.charCodeAt(at);
    if (isPlainAscii(code) && isPlainAscii(text.charCodeAt(at - 1))) return at;
  }
  return floor;
}

/** Printable ASCII: between two of these there is always a border. */
function isPlainAscii(code: number): boolean {
  return code >= 0x20 && code < 0x7f;
}
