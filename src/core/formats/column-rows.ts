export type ColumnSeparator = 'tab' | 'spaces' | 'comma';

/** Names of a column that says which sentence a token is in, as in a well-known corpus on Kaggle. */
export const sentenceNames = [
  'sentence #',
  'sentence',
  'sentence_id',
  'sentence id',
  'sentence_idx',
  'sent_id',
];
/** The first lines of a column file: what parts their cells, how many there are, and what the columns are called. */
export interface ColumnRows {
  readonly separator: ColumnSeparator;
  /** Columns of most token lines. */
  readonly columns: number;
  /** Cells of token lines, at most 2,000, without the row of names. */
  readonly sample: readonly (readonly string[])[];
  /** Names of the columns as the file writes them; empty where it names none. */
  readonly names: readonly string[];
  /** Line index (0-based) of a row of column names. */
  readonly headerLine: number | null;
  /** Share of token lines that have that many columns. */
  readonly fit: number;
}

const sampleRows = 2000;

/** @returns null where the lines do not look like columns */
export function columnRows(lines: readonly string[]): ColumnRows | null {
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
  const { names, headerLine } = columnNames(lines, body[0], columns);
  const data = headerLine === null ? body : body.slice(1);
  const sample = data.slice(0, sampleRows).map(({ cells }) => cells);
  if (sample.length === 0) return null;
  const fit = data.length / Math.max(1, tokenLines - (headerLine === null ? 0 : 1));
  return { separator, columns, sample, names, headerLine, fit };
}

/** Columns of one line; no trimming, because a token may be a blank. */
export function splitColumns(line: string, separator: ColumnSeparator): string[] {
  if (separator === 'tab') return line.split('\t');
  if (separator === 'comma') return splitAtCommas(line);
  return line.includes('\t') ? line.trim().split(/[ \t]+/) : line.trim().split(/ +/);
}

/** A longer line is no row of a column file; looking for quotes and lone commas in it would take long. */
const maxCommaRow = 10_000;

/** Cells in quotes may hold commas; a token that is a comma often stands without them (`,,O`). */
function splitAtCommas(line: string): string[] {
  if (line.length > maxCommaRow) return line.split(',');
  let lone = 0;
  while (line.startsWith(',,', 2 * lone)) lone++;
  if (lone > 0) return [...Array<string>(lone).fill(','), ...splitAtCommas(line.slice(2 * lone))];
  if (!line.includes('"')) return line.split(',');
  const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"(?=,|$)|([^,]*))/g)];
  return cells.map(([, quoted, plain = '']) => (quoted === undefined ? plain : quoted.replaceAll('""', '"')));
}

/** A comment such as `# text = …` whose value may hold tabs. */
const isPair = (start: string): boolean => /^# *[\w:.]+( +id)? *=/.test(start);

/** A `#` that is a token with a tag begins no comment. */
const isTaggedHash = (cells: readonly string[]): boolean =>
  cells.length > 1 && /^(O|[BIELSU]-\S.*)$/s.test(cells.at(-1) ?? '') && !/\s/.test(cells[0] ?? '');

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
        .split(/\s+/),
      headerLine: null,
    };
  const cells = first?.cells.map((cell) => cell.trim()) ?? [];
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
    cells.filter((cell) => known.includes(cell.toLowerCase()) || /^ne-/i.test(cell)).length >= 2;
  return { names: isHeader ? cells : [], headerLine: isHeader ? first.index : null };
}
