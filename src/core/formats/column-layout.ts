import { AppError } from '#shared/errors.ts';
import { detectTagScheme } from '#core/labels/tag-schemes.ts';
import { columnPlace } from './column-place.ts';
import { columnRows, isMark, sentenceNames, type ColumnRows, type ColumnSeparator } from './column-rows.ts';
import type { ReadOptions, TagScheme } from './reader.ts';

/** Where a column file keeps what. */
export interface ColumnLayout {
  readonly separator: ColumnSeparator;
  /** Columns of most token lines. */
  readonly columns: number;
  /** Names of the columns as the file writes them; empty where it names none. */
  readonly names: readonly string[];
  readonly tokenColumn: number;
  /** null where the file has no entity tags. */
  readonly tagColumn: number | null;
  /** The tag is spread over two columns: B, I or O here, the type in the next. */
  readonly splitTag: boolean;
  /** `NE=` in a key=value column instead of a column of its own. */
  readonly miscTags: boolean;
  /** Spans in brackets, `(PER*` … `*)` (CoNLL-2012). */
  readonly brackets: boolean;
  /** Column that says whether a space follows, and how. */
  readonly spacing: { readonly column: number; readonly kind: 'misc' | 'plus-minus' } | null;
  /** First column counts tokens (CoNLL-U: also ranges and empty nodes). */
  readonly idColumn: number | null;
  /** Names the sentence a token is in, in each row or in its first one, where no blank lines part sentences. */
  readonly sentenceColumn: number | null;
  /** Line index (0-based) of a row of column names. */
  readonly headerLine: number | null;
  readonly scheme: TagScheme;
  /** Share of token lines that fit the layout. */
  readonly fit: number;
  /** Other columns that look like entity tags (nested levels). */
  readonly otherTagColumns: readonly number[];
}

const chunkTypes = new Set('NP VP PP ADJP ADVP SBAR PRT CONJP INTJ LST UCP SBARQ SQ S'.split(' '));
const prefixed = /^[BILUESM]-/;

const tokenNames = ['token', 'form', 'word', 'words', 'tokens', 'text'];
const tagNames = ['ne-coarse-lit', 'ner', 'ne', 'tag', 'ner_tag', 'ner_tags', 'label', 'tags', 'labels'];

/**
 * Works out the layout of a column file from its first lines.
 * @returns null where the lines do not look like columns
 * @throws {AppError} FORMAT_INVALID where a column that was asked for is not there
 */
export function detectLayout(
  lines: readonly string[],
  wanted: Pick<ReadOptions, 'tokenColumn' | 'tagColumn' | 'sentenceColumn' | 'detailFields'> = {},
): ColumnLayout | null {
  const rows = columnRows(lines);
  if (rows === null) return null;
  const { columns, sample, names } = rows;
  const details = new Set((wanted.detailFields ?? []).map((name) => pick(name, rows)));
  const free = (column: number | null): number | null => (details.has(column) ? null : column);
  const sentenceColumn = pick(wanted.sentenceColumn, rows) ?? free(byName(names, sentenceNames));
  const idColumn = sentenceColumn !== 0 && isCounter(sample) ? 0 : null;
  const isConllU = columns === 10 && idColumn === 0;
  const is2012 = lines.some((line) => line.startsWith('#begin document')) && columns >= 12;
  const all = Array.from({ length: columns }, (_, column) => column);
  const tokenColumn =
    pick(wanted.tokenColumn, rows) ??
    free(byName(names, tokenNames)) ??
    free(is2012 ? 3 : idColumn === 0 && columns > 2 ? 1 : 0) ??
    all.find((column) => !details.has(column) && column !== idColumn) ??
    0;
  const spacing = findSpacing(sample, columns);
  const chosen = pick(wanted.tagColumn, rows);
  const misc = isConllU && chosen === null;
  const miscTags = misc && !details.has(9) && sample.some((cells) => /(^|\|)(NE|NER)=/.test(cells[9] ?? ''));
  const candidates = all.filter((column) => column !== tokenColumn && !details.has(column));
  const tagColumns =
    misc || is2012
      ? []
      : findTagColumns(
          sample,
          candidates.filter((column) => column !== spacing?.column),
          columns,
        );
  const splitColumn = free(findSplitTag(sample, columns));
  const found = is2012
    ? free(10)
    : misc
      ? null
      : (free(byName(names, tagNames)) ?? splitColumn ?? tagColumns[0] ?? bareTagColumn(sample, candidates));
  const tagColumn = chosen ?? found;
  const splitTag = splitColumn !== null && tagColumn === splitColumn;
  const tags = sample.map((cells) => cellTag(cells, tagColumn, splitTag, miscTags));
  return {
    separator: rows.separator,
    columns,
    names,
    tokenColumn,
    tagColumn,
    splitTag,
    miscTags,
    brackets: is2012,
    spacing,
    idColumn,
    sentenceColumn,
    headerLine: rows.headerLine,
    scheme: is2012 ? 'iob2' : detectScheme(tags),
    fit: rows.fit,
    otherTagColumns: tagColumns.filter((column) => column !== tagColumn),
  };
}

/** The entity tag of a row as the file writes it; 'O' where there is none. */
export function cellTag(
  cells: readonly string[],
  tagColumn: number | null,
  splitTag: boolean,
  miscTags: boolean,
): string {
  if (miscTags) return miscTag(cells[cells.length - 1] ?? '');
  if (tagColumn === null) return 'O';
  const cell = cells[tagColumn] ?? 'O';
  if (!splitTag) return cell === '_' ? 'O' : cell;
  return cell === 'O' || cell === '_' ? 'O' : `${cell}-${cells[tagColumn + 1] ?? ''}`;
}

function miscTag(misc: string): string {
  for (const part of misc.split('|')) {
    if (part.startsWith('NE=')) return part.slice(3);
    if (part.startsWith('NER=')) return part.slice(4);
  }
  return 'O';
}

/** Scheme of a run of tags; `io` where no tag has a prefix. */
export function detectScheme(tags: readonly string[]): TagScheme {
  const marked = tags.filter((tag) => tag !== 'O');
  if (marked.length > 0 && !marked.some((tag) => prefixed.test(tag))) return 'io';
  return detectTagScheme([tags]).scheme ?? 'iob2';
}

/** True for sentences on one line each, `token|POS|tag token|POS|tag …`. */
export function isPipeFile(lines: readonly string[]): boolean {
  const full = lines.map((line) => line.trim()).filter((line) => line !== '' && !isMark(line));
  const good = full.filter((line) => line.split(' ').every((item) => item.indexOf('|', 1) > 0));
  return good.length > 0 && good.length >= full.length * 0.9 && good.some((line) => line.includes(' '));
}

function byName(names: readonly string[], wanted: readonly string[]): number | null {
  const lower = names.map((name) => name.toLowerCase());
  for (const name of wanted) {
    const at = lower.indexOf(name);
    if (at >= 0) return at;
  }
  return null;
}

function pick(wanted: string | undefined, { names, columns }: ColumnRows): number | null {
  if (wanted === undefined) return null;
  const found = columnPlace(wanted, names, columns);
  if (found !== null) return found;
  throw new AppError('FORMAT_INVALID', `There is no column ${wanted} in the file; it has ${columns}`, {
    action:
      names.length === 0 || /^\d+$/.test(wanted)
        ? 'Give the numbers of columns, from 0.'
        : `Choose one of: ${names.join(', ')}.`,
  });
}

function isCounter(sample: readonly (readonly string[])[]): boolean {
  let good = 0;
  for (const cells of sample) if (/^\d+([-.]\d+)?$/.test(cells[0] ?? '') && cells.length > 2) good++;
  return good > sample.length * 0.95 && sample.some((cells) => cells[0] === '1' || cells[0] === '0');
}

function findTagColumns(
  sample: readonly (readonly string[])[],
  candidates: readonly number[],
  columns: number,
): number[] {
  const found: number[] = [];
  for (const column of candidates) {
    let good = 0;
    let tagged = 0;
    let chunks = 0;
    for (const cells of sample) {
      const cell = cells[column] ?? '';
      if (cell === 'O') good++;
      else if (prefixed.test(cell)) {
        good++;
        tagged++;
        if (chunkTypes.has(cell.slice(2))) chunks++;
      }
    }
    if (good < sample.length * 0.9 || (tagged > 0 && chunks === tagged && columns > 2)) continue;
    found.push(column);
  }
  return found;
}

/** Tags without a prefix: the last column that says O somewhere. */
const bareTagColumn = (
  sample: readonly (readonly string[])[],
  candidates: readonly number[],
): number | null => candidates.findLast((column) => sample.some((cells) => cells[column] === 'O')) ?? null;

/** What stands in the column of types beside an O. */
const fillers = new Set(['O', '_', '-', '*', '']);

/**
 * The column of B, I and O where the type stands in the next one: a type beside each B and I, the same filler beside
 * each O. Without an O nothing tells such a column from a word (`Vitamin B complex`).
 */
function findSplitTag(sample: readonly (readonly string[])[], columns: number): number | null {
  for (let column = 1; column < columns - 1; column++) {
    let outside = 0;
    let typed = 0;
    let good = 0;
    for (const cells of sample) {
      const mark = cells[column] ?? '';
      const isFiller = fillers.has(cells[column + 1] ?? '');
      if (mark === 'O') outside++;
      if (mark === 'B' || mark === 'I') typed++;
      if (mark === 'O' ? isFiller : (mark === 'B' || mark === 'I') && !isFiller) good++;
    }
    if (typed > 0 && outside > 0 && outside + typed === sample.length && good >= sample.length * 0.95)
      return column;
  }
  return null;
}

function findSpacing(sample: readonly (readonly string[])[], columns: number): ColumnLayout['spacing'] {
  const last = columns - 1;
  if (columns > 2 && sample.some((row) => /(^|\|)(NoSpaceAfter|SpaceAfter=No)($|\|)/.test(row[last] ?? '')))
    return { column: last, kind: 'misc' };
  if (columns > 2 && sample.every((row) => row[last] === '+' || row[last] === '-'))
    return { column: last, kind: 'plus-minus' };
  return columns === 10 ? { column: last, kind: 'misc' } : null;
}
