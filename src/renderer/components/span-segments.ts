interface Marked {
  readonly start: number;
  readonly end: number;
  readonly type: string;
  readonly fragments?: readonly (readonly [number, number])[] | undefined;
}

/** A stretch of text under the same set of spans; `starts`/`ends` name the spans whose edge is here. */
export interface Segment<S extends Marked> {
  readonly start: number;
  readonly end: number;
  /** Outermost first. */
  readonly spans: readonly S[];
  readonly ends: readonly S[];
}

function piecesOf(span: Marked): readonly (readonly [number, number])[] {
  return span.fragments ?? [[span.start, span.end]];
}

/**
 * Cuts `[0, length)` at every span edge. Nested, overlapping and discontinuous spans keep their own entries; spans
 * that do not fit into the text are left out.
 */
export function spanSegments<S extends Marked>(length: number, spans: readonly S[]): readonly Segment<S>[] {
  const fitting = spans.filter((span) =>
    piecesOf(span).every(([start, end]) => start < end && end <= length),
  );
  const ordered = fitting.toSorted((a, b) => a.start - b.start || b.end - a.end);
  const cuts = new Set([0, length]);
  for (const span of ordered) {
    for (const [start, end] of piecesOf(span)) cuts.add(start).add(end);
  }
  const edges = [...cuts].sort((a, b) => a - b);
  const segments: Segment<S>[] = [];
  let next = 0;
  let open: S[] = [];
  for (let index = 0; index + 1 < edges.length; index += 1) {
    const start = edges[index] ?? 0;
    const end = edges[index + 1] ?? start;
    for (let span = ordered[next]; span !== undefined && span.start <= start; span = ordered[next]) {
      open.push(span);
      next += 1;
    }
    open = open.filter((span) => span.end > start);
    const here = open.filter((span) => piecesOf(span).some(([from, to]) => from <= start && end <= to));
    segments.push({ start, end, spans: here, ends: here.filter((span) => span.end === end) });
  }
  return segments;
}
