import { createOffsetMap, type OffsetUnit } from '#core/text/offsets.ts';
import type { Span } from '#shared/domain/span.ts';

/** A span as the file writes it, offsets in the file's unit. */
export interface RawSpan {
  readonly start: number;
  readonly end: number;
  readonly type: string;
  /** The surface the file gives, where it gives one. */
  readonly surface?: string | undefined;
  readonly fragments?: readonly (readonly [number, number])[] | undefined;
  /** The fragments are one stretch, written in pieces by a format that allows no line break in one. */
  readonly isOneStretch?: boolean;
  readonly line?: number;
}

export interface UnitChoice {
  readonly unit: OffsetUnit;
  readonly inclusiveEnd: boolean;
}

export interface PlacedSpans {
  readonly spans: readonly Span[];
  readonly rejected: readonly { readonly why: string; readonly span: RawSpan }[];
  readonly surfaces: { readonly verified: number; readonly total: number };
}

/**
 * Converts a document's spans to UTF-16 and proves each against its surface. A span that is outside the text, ends
 * before it starts, cuts a character or differs from its surface is rejected with the reason; the rest is kept.
 * @param allowEmpty keep spans of no character (UIMA and WebAnno have them)
 */
export function placeSpans(
  text: string,
  raw: readonly RawSpan[],
  choice: UnitChoice,
  allowEmpty = false,
): PlacedSpans {
  const spans: Span[] = [];
  const rejected: { why: string; span: RawSpan }[] = [];
  let verified = 0;
  let total = 0;
  const toUtf16 = createToUtf16(text, choice.unit);
  for (const span of raw) {
    if (span.surface !== undefined) total++;
    const placed = placeOne(text, span, toUtf16, choice.inclusiveEnd, allowEmpty);
    if (typeof placed === 'string') rejected.push({ why: placed, span });
    else {
      if (span.surface !== undefined) verified++;
      spans.push(placed);
    }
  }
  return { spans, rejected, surfaces: { verified, total } };
}

type ToUtf16 = (offset: number) => number | null;

/** UTF-16 offsets need no map, and most files have these. */
function createToUtf16(text: string, unit: OffsetUnit): ToUtf16 {
  if (unit === 'utf16')
    return (offset) => (Number.isInteger(offset) && offset >= 0 && offset <= text.length ? offset : null);
  const map = createOffsetMap(text, unit);
  return (offset) => map.toUtf16(offset);
}

function placeOne(
  text: string,
  span: RawSpan,
  toUtf16: ToUtf16,
  inclusiveEnd: boolean,
  allowEmpty: boolean,
): Span | string {
  if (span.type === '') return 'the span has no type';
  if (span.fragments === undefined) {
    const place = placePiece(text, span.start, span.end, span, toUtf16, inclusiveEnd, allowEmpty);
    if (typeof place === 'string') return place;
    const surface = text.slice(place[0], place[1]);
    const wrong = surfaceProblem(surface, span);
    return wrong ?? { start: place[0], end: place[1], type: span.type, text: surface };
  }
  const fragments: [number, number][] = [];
  for (const [from, to] of span.fragments) {
    const place = placePiece(text, from, to, span, toUtf16, inclusiveEnd, allowEmpty);
    if (typeof place === 'string') return place;
    fragments.push(place);
  }
  fragments.sort((a, b) => a[0] - b[0]);
  const first = fragments[0];
  const last = fragments.at(-1);
  if (first === undefined || last === undefined) return 'the span has no offsets';
  const surface = fragments.map(([start, end]) => text.slice(start, end)).join(' ');
  const wrong = surfaceProblem(surface, span);
  if (wrong !== null) return wrong;
  const [start, end] = [first[0], last[1]];
  // The pieces prove the offsets, so that also blanks beside a line break do.
  if (span.isOneStretch === true) return { start, end, type: span.type, text: text.slice(start, end) };
  const placed = { start, end, type: span.type, text: surface };
  return fragments.length > 1 ? { ...placed, fragments } : placed;
}

function surfaceProblem(surface: string, span: RawSpan): string | null {
  if (span.surface === undefined || sameSurface(surface, span.surface)) return null;
  return `span ${span.start}-${span.end} (${span.type}) is "${clip(surface)}" in the text, but the file says "${clip(span.surface)}"`;
}

function placePiece(
  text: string,
  from: number,
  to: number,
  span: RawSpan,
  toUtf16: ToUtf16,
  inclusiveEnd: boolean,
  allowEmpty: boolean,
): [number, number] | string {
  const start = toUtf16(from);
  const end = toUtf16(inclusiveEnd ? to + 1 : to);
  if (start === null || end === null)
    return `span ${from}-${to} (${span.type}) is outside the text of ${text.length} characters`;
  // A span the file itself gives an empty text is one of no character, not a slip.
  if (end < start || (end === start && !allowEmpty && span.surface !== ''))
    return `span ${from}-${to} (${span.type}) is empty or ends before it starts`;
  if (cutsPair(text, start) || cutsPair(text, end))
    return `span ${from}-${to} (${span.type}) cuts a character in two`;
  return [start, end];
}

function cutsPair(text: string, at: number): boolean {
  const after = text.charCodeAt(at);
  if (!(after >= 0xdc00 && after <= 0xdfff)) return false;
  const before = text.charCodeAt(at - 1);
  return before >= 0xd800 && before <= 0xdbff;
}

/** Equal, or equal but for runs of white space (several tools collapse them in the copy they keep). */
function sameSurface(found: string, given: string): boolean {
  if (found === given) return true;
  if (!/\s/.test(found + given)) return false;
  const collapse = (text: string): string => text.replace(/\s+/g, ' ').trim();
  return collapse(found) === collapse(given) && collapse(found) !== '';
}

const clip = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
