import { firstRecords, noDelimiter, separatorLine } from './csv-records.ts';
import { namesText } from './table-columns.ts';

export interface DelimiterGuess {
  readonly delimiter: string;
  /** 0 (a guess) … 1 (every record fits). */
  readonly confidence: number;
  /** The first record: column names where `hasHeader`. */
  readonly header: readonly string[];
  /** The first record is a row of short names, one of them of the text. */
  readonly hasHeader: boolean;
  /** Records looked at that have as many cells as the first. */
  readonly even: number;
}

const delimiters = ['\t', ',', ';', '|'];
const sampled = 50;
/** Without column names, fewer even records are lines of text with commas in them. */
const minEven = 0.8;

/**
 * The delimiter of a table: the one that makes a row of column names out of its first record, else the one that cuts
 * its records into the same number of cells, at least two. Records, not lines: a quoted cell may hold line breaks and
 * other delimiters.
 * @param isWhole false where `text` is only the beginning: its last record may be cut and is not counted
 * @returns null where no delimiter cuts the records evenly: then there is one column, if this is a table at all
 */
export function detectDelimiter(text: string, isWhole: boolean): DelimiterGuess | null {
  const first = separatorLine.exec(text.slice(0, text.indexOf('\n')))?.[1];
  let best: DelimiterGuess | null = null;
  for (const delimiter of first === undefined ? delimiters : [first]) {
    const guess = tryDelimiter(text, isWhole, delimiter);
    if (guess === null) continue;
    if (guess.hasHeader && best?.hasHeader !== true) best = guess;
    else if (
      guess.hasHeader === (best?.hasHeader ?? false) &&
      guess.confidence > (best?.confidence ?? minEven)
    )
      best = guess;
  }
  return best;
}

function tryDelimiter(text: string, isWhole: boolean, delimiter: string): DelimiterGuess | null {
  const records = firstRecords(text, delimiter, isWhole, sampled);
  const header = (records[0]?.cells ?? []).map((cell) => cell.trim());
  if (header.length < 2) return null;
  const even = records.filter(
    ({ cells, problem }) => cells.length === header.length && problem === undefined,
  ).length;
  const share = even / records.length;
  const hasHeader = header.every((cell) => cell.length < 40) && header.some(namesText);
  // One record is as even as can be and proves nothing.
  if (!hasHeader && records.length < 2) return null;
  return {
    delimiter,
    confidence: Math.min(0.95, hasHeader ? Math.max(0.5, share) : share),
    header,
    hasHeader,
    even,
  };
}

/** Names of delimiters that cannot be typed or seen. */
const named: Readonly<Record<string, string>> = { none: noDelimiter, tab: '\t', '\\t': '\t' };

/** The delimiter to read with: the one chosen by hand (also as `tab` or `none`), else the guess, else one column. */
export function tableDelimiter(chosen: string | undefined, guess: DelimiterGuess | null): string {
  if (chosen === undefined || chosen === '') return guess?.delimiter ?? noDelimiter;
  return Object.hasOwn(named, chosen) ? (named[chosen] ?? chosen) : chosen;
}

/** How a delimiter is shown: `none` where there is one column. */
export function delimiterName(delimiter: string): string {
  return delimiter === noDelimiter ? 'none' : delimiter;
}
