import { cellTag, type ColumnLayout } from './column-layout.ts';
import { isMark, splitColumns } from './column-rows.ts';

/** Names that say by themselves that a file has columns. */
const columnExtensions = new Set('.conll .conllu .conllup .iob .iob2 .iobes .bio .bioes .bilou'.split(' '));

/** A prefix and a name: `B-PER`, not a word such as `I-95`. */
const mark = /^[BILUESM]-[\p{L}_]\S*$/u;
/** A type without a prefix. Where only blanks part the columns it has to look like a constant, or it is a word. */
const bareType = /^[\p{L}_][\p{L}\p{N}_.:/-]*$/u;
const bareConstant = /^\p{Lu}[\p{Lu}\p{N}_.:/-]+$/u;

/** What the tag column of the lines holds. */
interface TagCounts {
  readonly rows: number;
  /** `O` (or the filler a file with the tag in two columns writes). */
  readonly outside: number;
  readonly marked: number;
  readonly bare: number;
  readonly bareConstants: number;
}

/**
 * How sure it is that lines are rows of tokens with tags. Prose can look like columns (`Yesterday I went`, a list of
 * names with `O Connor` in it), so what counts are the tags: nearly every row has one, and enough of them are O. Where
 * neither a tab nor the file's name speaks for columns, a few rows prove nothing.
 * @returns 0 (no) … 1 (every row)
 */
export function columnConfidence(layout: ColumnLayout, lines: readonly string[], extension: string): number {
  if (layout.columns < 2) return 0;
  // CoNLL-2012 has a column more for each predicate of the sentence.
  if (layout.brackets) return 0.9;
  const rows = lines.filter(
    (line, i) => /\S/.test(line) && !line.startsWith('#') && !isMark(line) && i !== layout.headerLine,
  );
  if (layout.columns === 10 && layout.idColumn === 0) return isConllU(layout, rows) ? 0.9 * layout.fit : 0;
  if (layout.tagColumn === null || rows.filter((line) => line.length > 200).length > rows.length / 10)
    return 0;
  const counts = countTags(layout, rows);
  const isNamed = columnExtensions.has(extension) || lines.some((line) => line.startsWith('-DOCSTART-'));
  const isFirm = isNamed || layout.separator === 'tab';
  const share = (counts.outside + counts.marked) / counts.rows;
  const hasOutside = counts.outside >= counts.rows / 4;
  if (layout.scheme === 'io') {
    const fits = isFirm ? counts.bare : counts.bareConstants;
    const isTyped = hasOutside && counts.outside + fits >= counts.rows * 0.9;
    const isMuch = isFirm || (counts.rows >= 5 && layout.fit >= 0.95);
    return isTyped && isMuch ? 0.75 * layout.fit : 0;
  }
  if (isFirm) return share * layout.fit;
  return counts.rows >= 3 && hasOutside && share >= 0.8 && layout.fit >= 0.8 ? share * layout.fit : 0;
}

function countTags(layout: ColumnLayout, rows: readonly string[]): TagCounts {
  let outside = 0;
  let marked = 0;
  let bare = 0;
  let bareConstants = 0;
  for (const row of rows) {
    const cells = splitColumns(row.endsWith('\r') ? row.slice(0, -1) : row, layout.separator);
    if (layout.tagColumn !== null && cells.length <= layout.tagColumn) continue;
    const tag = cellTag(cells, layout.tagColumn, layout.splitTag, layout.miscTags);
    if (tag === 'O') outside++;
    else if (mark.test(tag)) marked++;
    else if (bareType.test(tag)) {
      bare++;
      if (bareConstant.test(tag)) bareConstants++;
    }
  }
  return { rows: Math.max(1, rows.length), outside, marked, bare, bareConstants };
}

/** Ten columns that begin with a counter: heads are numbers, parts of speech are not. */
function isConllU(layout: ColumnLayout, rows: readonly string[]): boolean {
  const full = rows
    .map((row) => splitColumns(row, layout.separator))
    .filter((cells) => cells.length === layout.columns);
  const good = full.filter((cells) => /^(\d+|_)$/.test(cells[6] ?? '') && !/^[\d.,]+$/.test(cells[3] ?? ''));
  return good.length >= full.length * 0.9;
}

/** How sure it is that lines are sentences of `token|POS|tag` items: nearly all end in a tag, and O is among them. */
export function pipeConfidence(lines: readonly string[]): number {
  const items = lines.filter((line) => !isMark(line)).flatMap((line) => line.split(/\s+/).filter(Boolean));
  const tags = items.map((item) => item.slice(item.lastIndexOf('|') + 1));
  const outside = tags.filter((tag) => tag === 'O').length;
  const good = outside + tags.filter((tag) => mark.test(tag)).length;
  return tags.length > 1 && outside >= tags.length / 4 && good >= tags.length * 0.9 ? 0.8 : 0;
}
