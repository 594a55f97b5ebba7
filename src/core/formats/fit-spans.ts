import { prefixLength } from '#shared/prefix-length.ts';
import { createOffsetMap, type OffsetUnit } from '#core/text/offsets.ts';
import type { Span } from '#shared/domain/span.ts';
import type { FormatHolds } from './format-info.ts';
import type { SpanLoss } from './losses.ts';

export type SpanFit = Omit<SpanLoss, 'documentId' | 'annotator' | 'model'>;

export interface KeptSpans {
  /** Spans as they are written, in text order; a span that is written as it was is the same object. */
  readonly kept: readonly Span[];
  readonly losses: readonly SpanFit[];
}

/** The text as it is written. */
export interface WrittenText {
  /** As long as the text itself, less `shift`. */
  readonly text: string;
  /** Characters left out at the beginning. */
  readonly shift: number;
  /** Why its characters are others. */
  readonly why?: string;
}

export interface SpanProfile {
  readonly holds: FormatHolds;
  /** Type names as they come back. */
  readonly type?: (type: string) => string;
  /** The unit offsets are written in: borders inside a unit are moved outwards. */
  readonly unit?: OffsetUnit;
}

/**
 * What of the spans of a text a format takes. A discontinuous span becomes the stretch from its first to its last
 * character where there are no pieces; white space at the edges goes where a format has no place for it; where spans
 * may not overlap, the longest stays, then the earliest, then the one listed first. Time n log n.
 * @param written where the text is written with other characters, or without some at its beginning
 */
export function fitSpans(
  text: string,
  spans: readonly Span[],
  profile: SpanProfile,
  written: WrittenText = { text, shift: 0 },
): KeptSpans {
  const { holds } = profile;
  const losses: SpanFit[] = [];
  const drop = (span: Span, why: string): void =>
    void losses.push({ span, what: 'dropped', why, written: null });
  if (!holds.spans) {
    for (const span of spans) drop(span, 'the format holds no spans');
    return { kept: [], losses };
  }
  const moveBorders = borderMover(text, profile.unit ?? 'utf16');
  const candidates: Candidate[] = [];
  for (const span of spans) {
    const fitted = fitOne(text, span, profile, moveBorders, written);
    if (typeof fitted === 'string') drop(span, fitted);
    else candidates.push(fitted);
  }
  const kept = holds.nested ? candidates : withoutOverlap(candidates, drop);
  for (const { original, span, whys, isFlattened } of kept)
    if (whys.length > 0)
      losses.push({
        span: original,
        what: isFlattened ? 'flattened' : 'changed',
        why: whys.join('; '),
        written: span,
      });
  return { kept: inTextOrder(kept.map(({ span }) => span)), losses: inOrderOf(spans, losses) };
}

function inOrderOf(spans: readonly Span[], losses: readonly SpanFit[]): readonly SpanFit[] {
  if (losses.length < 2) return losses;
  const places = new Map(spans.map((span, i) => [span, i]));
  return [...losses].sort((a, b) => (places.get(a.span) ?? 0) - (places.get(b.span) ?? 0));
}

interface Candidate {
  readonly original: Span;
  /** As it will be written. */
  readonly span: Span;
  readonly whys: readonly string[];
  readonly isFlattened: boolean;
}

const none: readonly string[] = [];

/** @returns a text: why the span is dropped */
function fitOne(
  text: string,
  original: Span,
  { holds, type: typeBack }: SpanProfile,
  moveBorders: (span: Span) => Span,
  written: WrittenText,
): Candidate | string {
  let whys = none;
  let span = original;
  const change = (next: Span, why: string): void => {
    if (next === span) return;
    span = next;
    whys = [...whys, why];
  };
  change(moveBorders(span), 'its borders are moved to whole characters');
  // Before the edges are looked at: what is left out may have stood before a blank or a line break.
  if (written.shift > 0) {
    const rest = withoutStart(text, span, written.shift);
    if (rest === null) return written.why ?? '';
    change(rest, written.why ?? '');
  }
  const isFlattened = span.fragments !== undefined && !holds.discontinuous;
  if (isFlattened) change(stretch(text, span, span.start, span.end), 'the format has no discontinuous spans');
  if (span.start === span.end && !holds.empty) return 'the format has no place for a span of no character';
  if (holds.edges === 'no-space' && hasSpaceAtEdge(span.text)) {
    const trimmed = trim(text, span, /^\s+|\s+$/g);
    if (trimmed === null) return 'the format has no place for a span of white space';
    change(trimmed, 'white space at the edges of the span is left out');
  } else if (holds.edges === 'no-line-break' && /[\r\n]/.test(text.slice(span.start, span.end))) {
    const trimmed =
      span.fragments === undefined ? trim(text, span, /^[\r\n]+|[\r\n]+$/g) : piecesOnly(text, span);
    if (trimmed === null) return 'the format has no place for a span of line breaks';
    change(trimmed, 'the format has no place for line breaks at the edges of a span or in its pieces');
  }
  const type = typeBack?.(span.type) ?? span.type;
  if (type === '') return `the format has no place for the type "${span.type}"`;
  if (type !== span.type) change({ ...span, type }, `the type comes back as "${type}"`);
  if (written.shift > 0) span = movedBack(span, written.shift);
  if (written.text.length + written.shift === text.length && written.text !== text) {
    const surface = surfaceIn(written.text, span);
    if (surface !== span.text) change({ ...span, text: surface }, written.why ?? '');
  }
  return { original, span, whys, isFlattened };
}

function movedBack(span: Span, shift: number): Span {
  const start = Math.max(0, span.start - shift);
  const moved = { ...span, start, end: Math.max(0, span.end - shift) };
  if (span.fragments === undefined) return moved;
  return {
    ...moved,
    fragments: span.fragments.map(([from, to]): [number, number] => [from - shift, to - shift]),
  };
}

function surfaceIn(text: string, { start, end, fragments }: Span): string {
  return fragments === undefined
    ? text.slice(start, end)
    : fragments.map(([from, to]) => text.slice(from, to)).join(' ');
}

function stretch(text: string, span: Span, start: number, end: number): Span {
  return { start, end, type: span.type, text: text.slice(start, end) };
}

const hasSpaceAtEdge = (text: string): boolean => /^\s|\s$/.test(text);

function trim(text: string, span: Span, edges: RegExp): Span | null {
  const trimmed = span.text.replace(edges, '');
  if (trimmed === '') return null;
  if (trimmed.length === span.text.length) return span;
  const start = span.start + span.text.indexOf(trimmed);
  return stretch(text, span, start, start + trimmed.length);
}

/** The pieces of a discontinuous span, cut at line breaks; the same object where there is nothing to cut. */
function piecesOnly(text: string, span: Span): Span | null {
  const fragments = span.fragments ?? [];
  const pieces = fragments.flatMap(([start, end]) => piecesOf(text, start, end));
  if (pieces.length === fragments.length && pieces.every(([, end], i) => end === fragments[i]?.[1])) {
    if (pieces.every(([start], i) => start === fragments[i]?.[0])) return span;
  }
  return spanOfPieces(text, span, pieces);
}

/** A span made of these pieces; null where there are none. */
function spanOfPieces(text: string, span: Span, pieces: readonly (readonly [number, number])[]): Span | null {
  const [first] = pieces;
  const last = pieces.at(-1);
  if (first === undefined || last === undefined) return null;
  if (pieces.length === 1) return stretch(text, span, first[0], first[1]);
  const surface = pieces.map(([start, end]) => text.slice(start, end)).join(' ');
  const fragments = pieces.map(([start, end]): [number, number] => [start, end]);
  return { start: first[0], end: last[1], type: span.type, text: surface, fragments };
}

/** The span without what it marks before `from`; null where nothing is left, the same object where nothing goes. */
function withoutStart(text: string, span: Span, from: number): Span | null {
  if (span.start >= from) return span;
  if (span.fragments === undefined)
    return span.end <= from && span.end > span.start
      ? null
      : stretch(text, span, from, Math.max(from, span.end));
  const pieces = span.fragments.map(([start, end]) => [Math.max(from, start), end] as const);
  return spanOfPieces(
    text,
    span,
    pieces.filter(([start, end]) => end > start),
  );
}

/** The parts of a stretch that hold no line break. */
export function piecesOf(text: string, start: number, end: number): [number, number][] {
  return [...text.slice(start, end).matchAll(/[^\r\n]+/g)].map(({ index, 0: piece }) => [
    start + index,
    start + index + piece.length,
  ]);
}

/** Moves borders that lie inside a unit outwards; a span that needs nothing is returned as it is. */
function borderMover(text: string, unit: OffsetUnit): (span: Span) => Span {
  const isInside = insideTest(text, unit);
  const before = (at: number): number => {
    let to = at;
    while (to > 0 && isInside(to)) to--;
    return to;
  };
  const after = (at: number): number => {
    let to = at;
    while (to < text.length && isInside(to)) to++;
    return to;
  };
  return (span) => {
    const { start, end, fragments } = span;
    if (fragments === undefined) {
      if (!isInside(start) && !isInside(end)) return span;
      return stretch(text, span, before(start), after(end));
    }
    if (!fragments.some(([from, to]) => isInside(from) || isInside(to))) return span;
    const moved = fragments.map(([from, to]): [number, number] => [before(from), after(to)]);
    return {
      start: moved[0]?.[0] ?? start,
      end: moved.at(-1)?.[1] ?? end,
      type: span.type,
      text: moved.map(([from, to]) => text.slice(from, to)).join(' '),
      fragments: moved,
    };
  };
}

function insideTest(text: string, unit: OffsetUnit): (at: number) => boolean {
  if (unit === 'grapheme') {
    const map = createOffsetMap(text, unit);
    return (at) => map.fromUtf16(at) === null;
  }
  const isLineEnd = unit === 'crlf-as-one' || unit === 'codepoint-crlf-as-one';
  return (at) => {
    const code = text.charCodeAt(at);
    if (code === 0x0a) return isLineEnd && text.charCodeAt(at - 1) === 0x0d;
    if (!(code >= 0xdc00 && code <= 0xdfff)) return false;
    const lead = text.charCodeAt(at - 1);
    return lead >= 0xd800 && lead <= 0xdbff;
  };
}

/** The spans of a list that overlap none that is kept before them: the longest first, then the earliest. */
export function flatSpans(spans: readonly Span[]): readonly Span[] {
  const candidates = spans.map((span): Candidate => ({
    original: span,
    span,
    whys: none,
    isFlattened: false,
  }));
  return inTextOrder(withoutOverlap(candidates, () => undefined).map(({ span }) => span));
}

function withoutOverlap(
  candidates: readonly Candidate[],
  drop: (span: Span, why: string) => void,
): readonly Candidate[] {
  const sorted = candidates
    .map((candidate, order) => ({ candidate, order }))
    .sort(
      (a, b) =>
        length(b.candidate.span) - length(a.candidate.span) ||
        a.candidate.span.start - b.candidate.span.start ||
        a.order - b.order,
    );
  const taken: Candidate[] = []; // ascending by start
  for (const { candidate } of sorted) {
    const { start, end } = candidate.span;
    const at = firstAfter(taken, start);
    const before = taken[at - 1]?.span;
    const after = taken[at]?.span;
    const blocker =
      before !== undefined && before.end > start
        ? before
        : after !== undefined && after.start < end
          ? after
          : undefined;
    if (blocker === undefined) taken.splice(at, 0, candidate);
    else
      drop(
        candidate.original,
        `overlaps ${blocker.type} at ${blocker.start}-${blocker.end}; the format holds no overlapping spans`,
      );
  }
  return taken;
}

const length = (span: Span): number => span.end - span.start;

/** Index of the first span that starts after `start`. */
const firstAfter = (taken: readonly Candidate[], start: number): number =>
  prefixLength(taken.length, (index) => (taken[index]?.span.start ?? 0) <= start);

const inTextOrder = (spans: readonly Span[]): readonly Span[] =>
  [...spans].sort((a, b) => a.start - b.start || b.end - a.end);
