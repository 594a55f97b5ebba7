import { AppError } from '#shared/errors.ts';
import { detectTagScheme } from '#core/labels/tag-schemes.ts';
import type { TagScheme } from './reader.ts';

export type ColumnSeparator = 'tab' | 'spaces' | 'comma';

/** Where a column file keeps what. */
export interface ColumnLayout {
  readonly separator: ColumnSeparator;
  /** Columns of most token lines. */
  readonly columns: number;
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

/** Names of a column that says which sentence a token is in, as in a well-known corpus on Kaggle. */
const sentenceNames = ['sentence #', 'sentence', 'sentence_id', 'sentence id', 'sentence_idx', 'sent_id'];
const chunkTypes = new Set('NP VP PP ADJP ADVP SBAR PRT CONJP INTJ LST UCP SBARQ SQ S'.split(' '));
const prefixed = /^[BILUESM]-/;

/** Columns of one line; no trimming, because a token may be a blank. */
export function splitColumns(line: string, separator: ColumnSeparator): string[] {
  if (separator === 'tab') return line.split('\t');
  if (separator === 'comma') return splitAtCommas(line);
  return line.includes('\t') ? line.trim().split(/[ \t]+/) : line.trim().split(/ +/);
}

/** A longer line is no row of a column file; looking for quotes in it would take long. */
const maxQuotedLine = 10_000;

/** Cells in quotes may hold commas; a token that is a comma often stands without them (`,,O`). */
function splitAtCommas(line: string): string[] {
  if (line.startsWith(',,')) return [',', ...splitAtCommas(line.slice(2))];
  if (!line.includes('"') || line.length > maxQuotedLine) return line.split(',');
  const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"(?=,|$)|([^,]*))/g)];
  return cells.map(([, quoted, plain = '']) => (quoted === undefined ? plain : quoted.replaceAll('""', '"')));
}

/** A comment such as `# text = …` whose value may hold tabs. */
const isPair = (start: string): boolean => /^# *[\w:.]+( +id)? *=/.test(start);

/** A `#` that is a token with a tag begins no comment. */
const isTaggedHash = (cells: readonly string[]): boolean =>
  cells.length > 1 && /^(O|[BIELSU]-\S.*)$/s.test(cells.at(-1) ?? '') && !/\s/.test(cells[0] ?? '');

/**
 * Works out the layout of a column file from its first lines.
 * @returns null where the lines do not look like columns
 * @throws {AppError} FORMAT_INVALID where a column that was asked for is not there
 */
export function detectLayout(
  lines: readonly string[],
  wanted: { readonly tokenColumn?: number | string; readonly tagColumn?: number | string } = {},
): ColumnLayout | null {
  const rows = lines
    .map((line, index) => ({ line: line.endsWith('\r') ? line.slice(0, -1) : line, index }))
    .filter(({ line }) => /\S/.test(line) && !isMark(line));
  if (rows.length === 0) return null;
  const separator = chooseSeparator(rows.map(({ line }) => line));
  const split = rows.map(({ line, index }) => {
    const cells = splitColumns(line, separator);
    return { index, cells, comment: line.startsWith('#') && !isTaggedHash(cells) };
  });
  const columns = mode(split.filter(({ comment }) => !comment).map(({ cells }) => cells.length));
  if (columns === 0) return null;
  const body = split.filter(
    ({ cells, comment }) =>
      cells.length === columns && !(comment && (columns === 1 || isPair(cells[0] ?? ''))),
  );
  const tokenLines = split.filter(({ comment, cells }) => !comment || cells.length === columns).length;
  const names = columnNames(lines, body[0], columns);
  const data = names.headerLine === null ? body : body.slice(1);
  const sample = data.slice(0, 2000).map(({ cells }) => cells);
  if (sample.length === 0) return null;
  const sentenceColumn = byName(names.names, sentenceNames);
  const idColumn = sentenceColumn !== 0 && isCounter(sample) ? 0 : null;
  const isConllU = columns === 10 && idColumn === 0;
  const is2012 = lines.some((line) => line.startsWith('#begin document')) && columns >= 12;
  const tokenColumn =
    pick(wanted.tokenColumn, names.names, columns) ??
    byName(names.names, ['token', 'form', 'word', 'words', 'tokens', 'text']) ??
    (is2012 ? 3 : idColumn === 0 && columns > 2 ? 1 : 0);
  const spacing = findSpacing(sample, columns);
  const chosen = pick(wanted.tagColumn, names.names, columns);
  const misc = isConllU && chosen === null;
  const miscTags = misc && sample.some((cells) => /(^|\|)(NE|NER)=/.test(cells[9] ?? ''));
  const tagColumns = misc || is2012 ? [] : findTagColumns(sample, columns, tokenColumn, spacing?.column);
  const named = byName(names.names, [
    'ne-coarse-lit',
    'ner',
    'ne',
    'tag',
    'ner_tag',
    'ner_tags',
    'label',
    'tags',
    'labels',
  ]);
  const splitColumn = findSplitTag(sample, columns);
  const tagColumn =
    chosen ??
    (is2012
      ? 10
      : misc
        ? null
        : (named ?? splitColumn ?? tagColumns[0] ?? bareTagColumn(sample, columns, tokenColumn)));
  const splitTag = splitColumn !== null && tagColumn === splitColumn;
  const tags = sample.map((cells) => cellTag(cells, tagColumn, splitTag, miscTags));
  return {
    separator,
    columns,
    tokenColumn,
    tagColumn,
    splitTag,
    miscTags,
    brackets: is2012,
    spacing,
    idColumn,
    sentenceColumn,
    headerLine: names.headerLine,
    scheme: is2012 ? 'iob2' : detectScheme(tags),
    fit: data.length / Math.max(1, tokenLines - (names.headerLine === null ? 0 : 1)),
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

/** Lines that mark documents, in any of the known ways. */
export function isMark(line: string): boolean {
  return (
    line.startsWith('-DOCSTART-') || line.startsWith('#begin document') || line.startsWith('#end document')
  );
}

/** A row that ends in a tag after a comma; the row of column names need not. */
const commaRow = /^.+,"?(?:O|[BILUESM]-[^\s",]+)"?\s*$/;

function chooseSeparator(lines: readonly string[]): ColumnSeparator {
  const commas = lines.filter(
    (line) => line.length <= 200 && !line.includes('\t') && commaRow.test(line),
  ).length;
  if (commas > 0 && commas >= (lines.length - 1) * 0.9) return 'comma';
  const tokenLines = lines.filter((line) => !line.startsWith('#') || isTaggedHash(line.split('\t')));
  const tabs = tokenLines.filter((line) => line.includes('\t')).length;
  if (tabs === 0 || tabs < tokenLines.length / 2)
    return tabs > 0 && tabs >= tokenLines.length / 10 ? 'tab' : 'spaces';
  // Columns padded with blanks and one tab at the end: the tab is not what separates.
  const padded = tokenLines.filter((line) => /^\d+ {2,}\S+ {2,}\S/.test(line)).length;
  return padded > tokenLines.length / 2 ? 'spaces' : 'tab';
}

function mode(counts: readonly number[]): number {
  const seen = new Map<number, number>();
  for (const count of counts) seen.set(count, (seen.get(count) ?? 0) + 1);
  let best = 0;
  let times = 0;
  for (const [count, n] of seen)
    if (n > times || (n === times && count > best)) {
      best = count;
      times = n;
    }
  return best;
}

function columnNames(
  lines: readonly string[],
  first: { readonly index: number; readonly cells: readonly string[] } | undefined,
  columns: number,
): { readonly names: readonly string[]; readonly headerLine: number | null } {
  const global = lines.find((line) => /^#\s*global\.columns\s*=/.test(line));
  if (global !== undefined)
    return {
      names: global
        .replace(/^[^=]*=\s*/, '')
        .trim()
        .toLowerCase()
        .split(/\s+/),
      headerLine: null,
    };
  const cells = first?.cells.map((cell) => cell.trim().toLowerCase()) ?? [];
  const known = [
    'token',
    'word',
    'words',
    'tokens',
    'form',
    'tag',
    'tags',
    'ner',
    'label',
    'labels',
    'text',
    ...sentenceNames,
  ];
  const isHeader =
    first !== undefined &&
    columns > 1 &&
    first.index < 3 &&
    cells.filter((cell) => known.includes(cell) || cell.startsWith('ne-')).length >= 2;
  return { names: isHeader ? cells : [], headerLine: isHeader ? first.index : null };
}

function byName(names: readonly string[], wanted: readonly string[]): number | null {
  for (const name of wanted) {
    const at = names.indexOf(name);
    if (at >= 0) return at;
  }
  return null;
}

function pick(wanted: number | string | undefined, names: readonly string[], columns: number): number | null {
  if (wanted === undefined) return null;
  const found =
    typeof wanted === 'string' ? byName(names, [wanted.toLowerCase()]) : wanted < columns ? wanted : null;
  if (found !== null) return found;
  throw new AppError('FORMAT_INVALID', `There is no column ${wanted} in the file; it has ${columns}`, {
    action:
      names.length === 0 || typeof wanted === 'number'
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
  columns: number,
  tokenColumn: number,
  spacingColumn: number | undefined,
): number[] {
  const found: number[] = [];
  for (let column = 0; column < columns; column++) {
    if (column === tokenColumn || column === spacingColumn) continue;
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
function bareTagColumn(
  sample: readonly (readonly string[])[],
  columns: number,
  tokenColumn: number,
): number | null {
  for (let column = columns - 1; column >= 0; column--)
    if (column !== tokenColumn && sample.some((cells) => cells[column] === 'O')) return column;
  return null;
}

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
