/** Half-open UTF-16 offsets. */
export interface Occurrence {
  readonly start: number;
  readonly end: number;
}

const alphanumeric = /[\p{L}\p{N}]/u;
/** Words of these scripts follow each other (or carry endings) without a space: a neighbour letter is no border sign. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Characters that belong to the one before them. */
const extending = /[\p{M}\p{EMod}\u200d]/u;

/** Where a surface stands in a text, by the strictest way that finds it. */
export interface FoundOccurrences {
  readonly occurrences: readonly Occurrence[];
  /** exact · space (white space differs) · case · folded (compatibility forms, quotation marks, dashes) · none */
  readonly how: 'exact' | 'space' | 'case' | 'folded' | 'none';
}

/**
 * All places of `surface` (trimmed) in `text` that do not cut a word: where the surface begins or ends with a letter or
 * digit, the neighbour must be neither (method.md 2.4). Four tries, each only if the one before found nothing.
 */
export function findOccurrences(text: string, surface: string): FoundOccurrences {
  const wanted = surface.trim();
  if (wanted === '') return { occurrences: [], how: 'none' };
  const exact = allIndexes(text, wanted).filter((place) => standsAlone(text, place));
  if (exact.length > 0) return { occurrences: exact, how: 'exact' };
  const parts = wanted.split(/\s+/u).map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, '\\$&'));
  for (const [how, flags] of [
    ['space', 'gu'],
    ['case', 'giu'],
  ] as const) {
    const matches = [...text.matchAll(new RegExp(parts.join('\\s+'), flags))]
      .map((match) => ({ start: match.index, end: match.index + match[0].length }))
      .filter((place) => standsAlone(text, place));
    if (matches.length > 0) return { occurrences: matches, how };
  }
  const folded = findFolded(text, wanted);
  return folded.length > 0 ? { occurrences: folded, how: 'folded' } : { occurrences: [], how: 'none' };
}

/** The boundary test of method.md 2.4; also keeps combining marks and joined emoji in one piece. */
export function standsAlone(text: string, place: Occurrence): boolean {
  const first = charAt(text, place.start);
  const last = charBefore(text, place.end);
  const before = charBefore(text, place.start);
  const after = charAt(text, place.end);
  if (extending.test(after) || extending.test(first) || before === '\u200d') return false;
  return isBorder(before, first) && isBorder(last, after);
}

function isBorder(left: string, right: string): boolean {
  if (left === '' || right === '') return true;
  const isInside = isWordCharacter(left) && isWordCharacter(right);
  return !isInside || unspaced.test(left) || unspaced.test(right);
}

function isWordCharacter(character: string): boolean {
  return alphanumeric.test(character) || /\p{M}/u.test(character);
}

function charAt(text: string, position: number): string {
  const codePoint = text.codePointAt(position);
  return codePoint === undefined ? '' : String.fromCodePoint(codePoint);
}

function charBefore(text: string, position: number): string {
  if (position === 0) return '';
  const low = text.charCodeAt(position - 1);
  const isPair = low >= 0xdc00 && low <= 0xdfff && position > 1;
  const codePoint = isPair ? text.codePointAt(position - 2) : low;
  return codePoint !== undefined && codePoint > 0xffff
    ? String.fromCodePoint(codePoint)
    : text.charAt(position - 1);
}

function allIndexes(text: string, wanted: string): Occurrence[] {
  const places: Occurrence[] = [];
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) {
    places.push({ start: at, end: at + wanted.length });
  }
  return places;
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

interface FoldedText {
  readonly text: string;
  readonly folded: string;
  /** Per unit of `folded`: where its grapheme starts (first unit) and ends (last unit) in the text, else -1. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** The last text folded: all surfaces of an answer are looked for in the same one. */
let lastFolded: FoldedText | undefined;

/** Last try: compares compatibility forms, straight quotation marks and plain hyphens, grapheme by grapheme. */
function findFolded(text: string, wanted: string): Occurrence[] {
  const target = [...graphemes.segment(wanted)].map((part) => foldGrapheme(part.segment)).join('');
  lastFolded = lastFolded?.text === text ? lastFolded : foldText(text);
  const { folded, starts, ends } = lastFolded;
  return allIndexes(folded, target)
    .map((place) => ({ start: starts[place.start] ?? -1, end: ends[place.end - 1] ?? -1 }))
    .filter((place) => place.start >= 0 && place.end > place.start && standsAlone(text, place));
}

function foldText(text: string): FoldedText {
  const forms: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { segment, index } of graphemes.segment(text)) {
    const form = foldGrapheme(segment);
    for (let unit = 0; unit < form.length; unit += 1) {
      starts.push(unit === 0 ? index : -1);
      ends.push(unit === form.length - 1 ? index + segment.length : -1);
    }
    forms.push(form);
  }
  return { text, folded: forms.join(''), starts, ends };
}

function foldGrapheme(grapheme: string): string {
  return grapheme
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[‘’ʼ′]/gu, "'")
    .replaceAll(/[“”„«»″]/gu, '"')
    .replaceAll(/[‐‑‒–—−]/gu, '-')
    .replaceAll(/\s/gu, ' ');
}
