import type { Span } from '#shared/domain/span.ts';
import { hull, overlaps, sameRange, type TextRange } from './text-range.ts';

/** The outcome of an edit: all spans afterwards, and the stretch in which anything changed. */
export interface SpanEdit {
  readonly spans: readonly Span[];
  readonly region: TextRange;
}

/** A stretch the expert has settled, with the spans that are right inside it. */
export interface Settled extends TextRange {
  readonly spans: readonly Span[];
}

export function spanOf(text: string, range: TextRange, type: string): Span {
  return { start: range.start, end: range.end, type, text: text.slice(range.start, range.end) };
}

/**
 * Marks a range. A span with the very same borders changes its type; without nesting every span it touches makes way
 * (and belongs to the changed region), with nesting only spans that cross it do.
 */
export function placeSpan(spans: readonly Span[], span: Span, allowNested: boolean): SpanEdit {
  const inTheWay = spans.filter(
    (other) => sameRange(other, span) || (overlaps(other, span) && (!allowNested || crosses(other, span))),
  );
  const kept = spans.filter((other) => !inTheWay.includes(other));
  return { spans: inOrder([...kept, span]), region: inTheWay.reduce<TextRange>(hull, span) };
}

export function removeSpan(spans: readonly Span[], gone: Span): SpanEdit {
  return {
    spans: spans.filter((span) => !(sameRange(span, gone) && span.type === gone.type)),
    region: { start: gone.start, end: gone.end },
  };
}

/** Moves the borders of a span; what it then touches makes way as in `placeSpan`. */
export function reshapeSpan(
  spans: readonly Span[],
  before: Span,
  after: Span,
  allowNested: boolean,
): SpanEdit {
  const removed = removeSpan(spans, before);
  const placed = placeSpan(removed.spans, after, allowNested);
  return { spans: placed.spans, region: hull(removed.region, placed.region) };
}

/**
 * The reading in force: the consensus, and wherever the expert decided, the decision instead. Later decisions win over
 * earlier ones they overlap; a consensus span that reaches into a decided stretch is replaced with it.
 */
export function withDecisions(consensus: readonly Span[], decisions: readonly Settled[]): readonly Span[] {
  return decisions.reduce<readonly Span[]>(
    (spans, decision) => inOrder([...spans.filter((span) => !overlaps(span, decision)), ...decision.spans]),
    consensus,
  );
}

export function spansWithin(spans: readonly Span[], region: TextRange): readonly Span[] {
  return spans.filter((span) => overlaps(span, region));
}

function crosses(a: TextRange, b: TextRange): boolean {
  const nested = (a.start <= b.start && b.end <= a.end) || (b.start <= a.start && a.end <= b.end);
  return overlaps(a, b) && !nested;
}

function inOrder(spans: readonly Span[]): readonly Span[] {
  return spans.toSorted((a, b) => a.start - b.start || b.end - a.end || (a.type < b.type ? -1 : 1));
}
