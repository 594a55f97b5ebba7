import type { Token } from '#shared/domain/span.ts';
import { characterClass, classOf } from './character-class.ts';
import { pushNoSpaceWords } from './no-space-words.ts';

const { space, letter, digit, mark, wordOther, noSpace, pictograph, regionalIndicator } = characterClass;
const zeroWidthJoiner = 0x200d;

/**
 * Cuts a text into tokens, for any language, without changing a character of it.
 * Every character belongs to exactly one token, except white space (Unicode White_Space, zero-width space, byte order
 * mark), which belongs to none. A word keeps its combining marks, joiners, inner apostrophe (O’Brien, don’t) and
 * digits (B2B); a number keeps inner points and commas (3.5, 1,000). Possessive ’s and lower-case elisions (l’, qu’)
 * are tokens of their own, and so is every hyphen and other punctuation mark: a span border can then fall wherever
 * annotators put it (Berlin | -based), and that is what the disagreement measures look at. Emoji sequences are whole.
 * Runs of Han, Kana, Thai, Lao, Khmer and Myanmar letters are cut into dictionary words by Intl.Segmenter (ICU).
 * @returns tokens in text order, half-open UTF-16 offsets, none empty; time linear in the text's length
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  let previousWordEnd = -1;
  while (position < text.length) {
    const codePoint = codePointAt(text, position);
    const first = classOf(codePoint);
    if (first === space) {
      position += 1; // every white space character is one UTF-16 unit
      continue;
    }
    const start = position;
    if (first === noSpace) {
      position = noSpaceEnd(text, start);
      pushNoSpaceWords(text.slice(start, position), start, tokens);
      continue;
    }
    if (isWord(first)) {
      position = elisionEnd(text, start) ?? wordEnd(text, start);
      previousWordEnd = position;
    } else if (isApostrophe(codePoint) && previousWordEnd === start && isPossessive(text, start)) {
      position = start + 2;
    } else {
      position = symbolEnd(text, start, codePoint, first);
    }
    tokens.push({ start, end: position });
  }
  return tokens;
}

function codePointAt(text: string, position: number): number {
  return text.codePointAt(position) ?? -1;
}

/** Class of the character at a position; the end of the text counts as white space. */
function classAt(text: string, position: number): number {
  return position < text.length ? classOf(codePointAt(text, position)) : space;
}

function width(codePoint: number): number {
  return codePoint > 0xffff ? 2 : 1;
}

function isWord(kind: number): boolean {
  return kind === letter || kind === digit || kind === mark || kind === wordOther;
}

function isApostrophe(codePoint: number): boolean {
  return codePoint === 0x27 || codePoint === 0x2019;
}

/** True for an apostrophe + s that ends its word. */
function isPossessive(text: string, apostrophe: number): boolean {
  return text.charCodeAt(apostrophe + 1) === 0x73 && !isWord(classAt(text, apostrophe + 2));
}

/** End of a word that starts at `start`: letters, digits and marks, over inner apostrophes and decimal marks. */
function wordEnd(text: string, start: number): number {
  let position = start;
  let base: number = wordOther; // class of the last character that is not a mark
  while (position < text.length) {
    const codePoint = codePointAt(text, position);
    const kind = classOf(codePoint);
    if (isWord(kind)) {
      if (kind !== mark) base = kind;
      position += width(codePoint);
    } else if (isJoint(text, position, codePoint, base)) {
      position += 1;
    } else {
      break;
    }
  }
  return position;
}

function isJoint(text: string, position: number, codePoint: number, base: number): boolean {
  if (base === letter && isApostrophe(codePoint)) {
    return classAt(text, position + 1) === letter && !isPossessive(text, position);
  }
  const isDecimalMark =
    codePoint === 0x2e || codePoint === 0x2c || codePoint === 0x66b || codePoint === 0x66c;
  return isDecimalMark && base === digit && classAt(text, position + 1) === digit;
}

/** End of an article or pronoun elided before a word (l’, d’, qu’), in lower case so that O’Brien stays whole. */
function elisionEnd(text: string, start: number): number | undefined {
  const elided = text.charCodeAt(start) === 0x71 && text.charCodeAt(start + 1) === 0x75 ? 2 : 1;
  if (elided === 1 && !'cdjlmnst'.includes(text.charAt(start))) return undefined;
  const apostrophe = start + elided;
  if (!isApostrophe(text.charCodeAt(apostrophe)) || classAt(text, apostrophe + 1) !== letter)
    return undefined;
  return isPossessive(text, apostrophe) ? undefined : apostrophe + 1;
}

/** End of a punctuation mark, symbol, flag or emoji sequence, with the marks that hang on it. */
function symbolEnd(text: string, start: number, codePoint: number, kind: number): number {
  let position = start + width(codePoint);
  if (kind === regionalIndicator && classAt(text, position) === regionalIndicator) position += 2;
  position = skipClasses(text, position, mark, mark);
  if (kind !== pictograph) return position;
  while (text.charCodeAt(position - 1) === zeroWidthJoiner && classAt(text, position) === pictograph) {
    position = skipClasses(text, position + width(codePointAt(text, position)), mark, mark);
  }
  return position;
}

/**
 * End of a run for the dictionary segmenter. A single ideographic punctuation mark between such letters stays in the
 * run: the segmenter gives it a token of its own, and one call for a sentence is ten times faster than one per clause.
 */
function noSpaceEnd(text: string, start: number): number {
  let position = skipClasses(text, start, noSpace, mark);
  while (isIdeographicPunctuation(text.charCodeAt(position)) && classAt(text, position + 1) === noSpace) {
    position = skipClasses(text, position + 1, noSpace, mark);
  }
  return position;
}

function isIdeographicPunctuation(codeUnit: number): boolean {
  return (
    codeUnit === 0xff0c ||
    (codeUnit >= 0x3001 && codeUnit <= 0x301f && classOf(codeUnit) === characterClass.other)
  );
}

function skipClasses(text: string, from: number, one: number, other: number): number {
  let position = from;
  while (position < text.length) {
    const codePoint = codePointAt(text, position);
    const kind = classOf(codePoint);
    if (kind !== one && kind !== other) break;
    position += width(codePoint);
  }
  return position;
}
