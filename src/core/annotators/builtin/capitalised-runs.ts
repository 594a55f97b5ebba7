import type { BuiltinDocument } from './candidate.ts';

/** A run of capitalised words; token indices inclusive, offsets half-open UTF-16. */
export interface CapitalisedRun {
  readonly firstToken: number;
  readonly lastToken: number;
  readonly start: number;
  readonly end: number;
  readonly words: readonly string[];
  /** True where the capital may only come from the sentence's start. */
  readonly isSentenceStart: boolean;
}

const connectors = new Set([
  'of',
  '&',
  'de',
  'der',
  'den',
  'van',
  'von',
  'la',
  'le',
  'du',
  'di',
  'da',
  'del',
  '-',
]);
/** Words that begin sentences without being part of a name. */
const starters = new Set(
  'A About After All Although An And Another Any Are As At Because Before Both But By Can Did Do Each Every Few For From Had Has Have He Her Here His How However I If In Into Is It Its Later Many Meanwhile More Most My Near New No Nobody Not Nothing On One Only Or Our Over Several She Since So Some Still That The Their Then There These They This Those Three Through To Today Tomorrow Two Under Until We Were What When Where Which While Who Why With Yesterday You Your'.split(
    ' ',
  ),
);

/** Capitalised words in a row, over connectors ("University of X", "Brindle & Crust", "Jean-Luc"), left to right. */
export function capitalisedRuns(document: BuiltinDocument): CapitalisedRun[] {
  const { text, tokens } = document;
  const words = tokens.map((token) => text.slice(token.start, token.end));
  const runs: CapitalisedRun[] = [];
  for (let index = 0; index < words.length;) {
    if (!isCapitalised(words[index])) {
      index += 1;
      continue;
    }
    let last = index;
    for (let next = index + 1; next < words.length; next += 1) {
      if (isCapitalised(words[next])) last = next;
      else if (!isInner(words, next, document)) break;
    }
    const begins = isSentenceStart(words, index);
    let first = index;
    while (first < last && begins && starters.has(words[first] ?? '')) first += 1;
    while (first < last && !isCapitalised(words[first])) first += 1;
    const start = tokens[first]?.start ?? 0;
    const end = tokens[last]?.end ?? start;
    const isLoneStarter = first === last && begins && first === index && starters.has(words[first] ?? '');
    if (!isLoneStarter) {
      runs.push({
        firstToken: first,
        lastToken: last,
        start,
        end,
        words: words.slice(first, last + 1),
        isSentenceStart: begins && first === index,
      });
    }
    index = last + 1;
  }
  return runs;
}

export function isCapitalised(word: string | undefined): boolean {
  return word !== undefined && /^\p{Lu}/u.test(word);
}

/** A connector, or the point of an initial, between two capitalised words; "-" only without spaces around it. */
function isInner(words: readonly string[], index: number, document: BuiltinDocument): boolean {
  const word = words[index] ?? '';
  const next = words[index + 1];
  if (word === '.') {
    return /^\p{Lu}$/u.test(words[index - 1] ?? '') && isCapitalised(next);
  }
  if (!connectors.has(word)) return false;
  if (word === '-') {
    const token = document.tokens[index];
    const follower = document.tokens[index + 1];
    const leader = document.tokens[index - 1];
    return isCapitalised(next) && leader?.end === token?.start && follower?.start === token?.end;
  }
  return isCapitalised(next) || (connectors.has(next ?? '') && isCapitalised(words[index + 2]));
}

function isSentenceStart(words: readonly string[], index: number): boolean {
  const before = words[index - 1];
  if (before === undefined || /^[.!?…:]$/u.test(before)) return true;
  return /^["“”„‘'(«]$/u.test(before) && (index < 2 || /^[.!?…:]$/u.test(words[index - 2] ?? ''));
}
