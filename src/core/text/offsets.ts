import { AppError } from '#shared/errors.ts';

export const offsetUnits = [
  'utf16',
  'codepoint',
  'grapheme',
  'crlf-as-one',
  'codepoint-crlf-as-one',
] as const;
/**
 * What one step of an offset is: a UTF-16 code unit (JavaScript, Java, C#; the unit used inside this product), a Unicode
 * code point (Python, brat), a user-perceived character (extended grapheme cluster, UAX 29), or a UTF-16 unit or a code
 * point where a CR LF pair counts once (tools that read files in text mode; Python ones count code points).
 */
export type OffsetUnit = (typeof offsetUnits)[number];

declare const brand: unique symbol;
/** Offset in UTF-16 code units. */
export type Utf16Offset = number & { readonly [brand]: 'utf16' };
/** Offset in the unit U. */
export type UnitOffset<U extends OffsetUnit> = number & { readonly [brand]: U };

export interface OffsetMap<U extends OffsetUnit = OffsetUnit> {
  readonly unit: U;
  /** Length of the text in units; the largest valid offset. */
  readonly length: number;
  /** @returns null if `offset` is not an integer in 0..length */
  toUtf16(offset: number): Utf16Offset | null;
  /** @returns null if `offset` is outside the text or inside a unit (between surrogates, CR and LF, or in a cluster) */
  fromUtf16(offset: number): UnitOffset<U> | null;
}

/**
 * Converts offsets of one text between UTF-16 code units and another unit.
 * Building it reads the text once; then `toUtf16` is O(1), `fromUtf16` O(log n). Texts in which the units coincide
 * (for instance ASCII) cost no memory.
 */
export function createOffsetMap<U extends OffsetUnit>(text: string, unit: U): OffsetMap<U> {
  const starts = unitStarts(text, unit);
  const length = starts === null ? text.length : starts.length - 1;
  const isValid = (offset: number, max: number): boolean =>
    Number.isInteger(offset) && offset >= 0 && offset <= max;
  return {
    unit,
    length,
    toUtf16: (offset) => {
      if (!isValid(offset, length)) return null;
      return (starts === null ? offset : (starts[offset] ?? null)) as Utf16Offset | null;
    },
    fromUtf16: (offset) => {
      if (!isValid(offset, text.length)) return null;
      return (starts === null ? offset : indexOf(starts, offset)) as UnitOffset<U> | null;
    },
  };
}

/** UTF-16 position of every unit and of the text's end; null where every unit is one UTF-16 unit. */
function unitStarts(text: string, unit: OffsetUnit): Uint32Array | null {
  switch (unit) {
    case 'utf16':
      return null;
    case 'codepoint':
      return /[\uD800-\uDBFF]/.test(text) ? collect(text, (at) => widthOfCodePoint(text, at)) : null;
    case 'crlf-as-one':
      return text.includes('\r\n') ? collect(text, (at) => widthOfLineEnd(text, at)) : null;
    case 'codepoint-crlf-as-one':
      return /[\uD800-\uDBFF]|\r\n/.test(text)
        ? collect(text, (at) => Math.max(widthOfCodePoint(text, at), widthOfLineEnd(text, at)))
        : null;
    case 'grapheme':
      return /[^\0-\x7F]|\r\n/.test(text) ? graphemeStarts(text) : null;
    default:
      throw new AppError('INVALID_ARGUMENT', `createOffsetMap: unknown offset unit "${String(unit)}"`);
  }
}

function collect(text: string, widthAt: (position: number) => number): Uint32Array {
  const starts = new Uint32Array(text.length + 1);
  let count = 0;
  for (let position = 0; position < text.length; position += widthAt(position)) starts[count++] = position;
  starts[count++] = text.length;
  return starts.slice(0, count);
}

function widthOfCodePoint(text: string, position: number): number {
  return (text.codePointAt(position) ?? 0) > 0xffff ? 2 : 1;
}

function widthOfLineEnd(text: string, position: number): number {
  return text.charCodeAt(position) === 0x0d && text.charCodeAt(position + 1) === 0x0a ? 2 : 1;
}

/**
 * Between two ASCII characters other than CR LF there is always a cluster border (UAX 29), so only the stretches around
 * other characters go through the segmenter.
 */
function graphemeStarts(text: string): Uint32Array {
  const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
  const starts = new Uint32Array(text.length + 1);
  let count = 0;
  for (let position = 0; position < text.length;) {
    const end = stretchEnd(text, position);
    if (end === position + 1) starts[count++] = position;
    else
      for (const { index } of segmenter.segment(text.slice(position, end)))
        starts[count++] = position + index;
    position = end;
  }
  starts[count++] = text.length;
  return starts.slice(0, count);
}

/** A call of the segmenter costs as much as about 16 of its steps. */
const minStretch = 16;

/** `from + 1` if a border is certain there, else the first certain border at least `minStretch` further. */
function stretchEnd(text: string, from: number): number {
  if (isCertainBorder(text, from + 1)) return from + 1;
  let end = from + minStretch;
  while (end < text.length && !isCertainBorder(text, end)) end += 1;
  return end;
}

function isCertainBorder(text: string, position: number): boolean {
  if (position >= text.length) return text.charCodeAt(position - 1) < 0x80;
  const before = text.charCodeAt(position - 1);
  const after = text.charCodeAt(position);
  return before < 0x80 && after < 0x80 && !(before === 0x0d && after === 0x0a);
}

/** Index of `value` in ascending `values`, null if absent. */
function indexOf(values: Uint32Array, value: number): number | null {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return values[low] === value ? low : null;
}
