/**
 * One cell of CoNLL-2012 span notation: `(PER)` one token, `(PER*` opens, `*` goes on, `*)` closes.
 * @param open the type that is open before this token
 * @returns the tag as IOB2, and the type open after this token
 */
export function readBracketTag(cell: string, open: string | null): [string, string | null] {
  const start = /^\(([^()*]+)/.exec(cell);
  const closes = cell.endsWith(')');
  if (start?.[1] !== undefined) return [`B-${start[1]}`, closes ? null : start[1]];
  if (open === null) return ['O', null];
  return [`I-${open}`, closes ? null : open];
}
