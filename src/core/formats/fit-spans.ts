import type { Span } from '#shared/domain/span.ts';
import type { FormatInfo } from './format-info.ts';
import type { ExportDocument } from './writer.ts';

/** One span that a format cannot hold as it is. */
export interface Loss {
  readonly documentId: string;
  /** null: the document's main spans. */
  readonly annotator: string | null;
  readonly span: Span;
  /** dropped: not written; flattened: written as one stretch; changed: written with other borders. */
  readonly what: 'dropped' | 'flattened' | 'changed';
  readonly why: string;
}

export interface KeptSpans {
  /** Spans as they will be written, in text order. */
  readonly kept: readonly Span[];
  readonly losses: readonly Omit<Loss, 'documentId' | 'annotator'>[];
}

/**
 * What of a document's spans a format takes. Where spans may not overlap, the longest stays, then the earliest,
 * then the one listed first; a discontinuous span becomes the stretch from its first to its last character.
 * Time n log n.
 */
export function fitSpans(spans: readonly Span[], { holds }: Pick<FormatInfo, 'holds'>): KeptSpans {
  const losses: Omit<Loss, 'documentId' | 'annotator'>[] = [];
  if (!holds.spans) {
    for (const span of spans) losses.push({ span, what: 'dropped', why: 'the format holds no spans' });
    return { kept: [], losses };
  }
  const candidates: Span[] = [];
  for (const span of spans) {
    if (span.start === span.end && !holds.empty)
      losses.push({ span, what: 'dropped', why: 'the format has no place for a span of no character' });
    else if (holds.edges === 'any') candidates.push(span);
    else
      pushTrimmed(span, holds.edges === 'no-space' ? /^\s+|\s+$/g : /^[\r\n]+|[\r\n]+$/g, candidates, losses);
  }
  const kept = holds.nested ? candidates : withoutOverlap(candidates, losses);
  const written = kept.map((span) => {
    if (span.fragments === undefined || holds.discontinuous) return span;
    losses.push({ span, what: 'flattened', why: 'the format has no discontinuous spans' });
    return { start: span.start, end: span.end, type: span.type, text: span.text };
  });
  return { kept: written.sort((a, b) => a.start - b.start || b.end - a.end), losses };
}

/** Some formats have no place for white space or line breaks at the edge of a span. */
function pushTrimmed(
  span: Span,
  edges: RegExp,
  candidates: Span[],
  losses: Omit<Loss, 'documentId' | 'annotator'>[],
): void {
  const trimmed = span.fragments === undefined ? span.text.replace(edges, '') : span.text;
  if (trimmed.length === span.text.length) candidates.push(span);
  else if (trimmed === '')
    losses.push({ span, what: 'dropped', why: 'the format has no place for a span of white space' });
  else {
    losses.push({ span, what: 'changed', why: 'white space at the edges of the span is left out' });
    const start = span.start + span.text.indexOf(trimmed);
    candidates.push({ start, end: start + trimmed.length, type: span.type, text: trimmed });
  }
}

function withoutOverlap(spans: readonly Span[], losses: Omit<Loss, 'documentId' | 'annotator'>[]): Span[] {
  const sorted = spans
    .map((span, order) => ({ span, order }))
    .sort((a, b) => length(b.span) - length(a.span) || a.span.start - b.span.start || a.order - b.order);
  const taken: Span[] = []; // ascending by start
  for (const { span } of sorted) {
    const at = firstAfter(taken, span.start);
    const before = taken[at - 1];
    const after = taken[at];
    const blocker =
      before !== undefined && before.end > span.start
        ? before
        : after !== undefined && after.start < span.end
          ? after
          : undefined;
    if (blocker === undefined) taken.splice(at, 0, span);
    else
      losses.push({
        span,
        what: 'dropped',
        why: `overlaps ${blocker.type} at ${blocker.start}-${blocker.end}; the format holds no overlapping spans`,
      });
  }
  return taken;
}

const length = (span: Span): number => span.end - span.start;

/** Index of the first span that starts after `start`. */
function firstAfter(spans: readonly Span[], start: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.start ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Every span that writing these documents in this format would drop or flatten, before anything is written. */
export function* documentLosses(info: FormatInfo, document: ExportDocument): Generator<Loss> {
  const layers = document.layers;
  const apart = info.holds.multiAnnotator && layers !== undefined;
  const groups: readonly (readonly [string | null, readonly Span[]])[] = apart
    ? Object.entries(layers)
    : [[null, document.spans]];
  for (const [annotator, spans] of groups)
    for (const loss of fitSpans(spans, info).losses) yield { documentId: document.id, annotator, ...loss };
  for (const [model, spans] of Object.entries(document.predictions ?? {})) {
    const losses = info.holds.predictions
      ? fitSpans(spans, info).losses
      : spans.map(
          (span) => ({ span, what: 'dropped', why: 'the format holds no predictions of models' }) as const,
        );
    for (const loss of losses) yield { documentId: document.id, annotator: model, ...loss };
  }
  if (layers === undefined || apart) return;
  // The main spans are one of the layers or their consensus; every other layer is left out.
  for (const [annotator, spans] of Object.entries(layers)) {
    if (spans === document.spans || sameSpans(spans, document.spans)) continue;
    for (const span of spans)
      yield {
        documentId: document.id,
        annotator,
        span,
        what: 'dropped',
        why: 'the format holds one annotator only',
      };
  }
}

function sameSpans(a: readonly Span[], b: readonly Span[]): boolean {
  return (
    a.length === b.length &&
    a.every((span, i) => {
      const other = b[i];
      return other?.start === span.start && other.end === span.end && other.type === span.type;
    })
  );
}
