/** True for a word, and for /pattern/ with a valid regular expression. */
export function isValidRedaction(text: string): boolean {
  const pattern = /^\/(.+)\/([a-z]*)$/.exec(text);
  if (pattern === null) return text.trim() !== '';
  try {
    return new RegExp(pattern[1] ?? '', pattern[2]) instanceof RegExp;
  } catch {
    return false;
  }
}

/** A dollar amount as typed: empty = no limit (null); undefined where it is no amount. */
export function parseCap(text: string): number | null | undefined {
  const trimmed = text.trim().replace(/^\$/, '').replace(',', '.');
  if (trimmed === '') return null;
  const value = Number(trimmed);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
