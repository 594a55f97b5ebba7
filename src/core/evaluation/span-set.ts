/** What evaluation looks at: any half-open unit (tokens or UTF-16), the same in gold and prediction. */
export interface EvaluatedSpan {
  readonly start: number;
  readonly end: number;
  readonly type: string;
}

/** Spans per document id. */
export type SpansById = ReadonlyMap<string, readonly EvaluatedSpan[]>;

/** Distinct spans of the wanted types in text order (start, then end, then type by code unit). */
export function spanSet(
  spans: readonly EvaluatedSpan[],
  types: ReadonlySet<string> | null = null,
): EvaluatedSpan[] {
  const sorted = spans.filter((span) => types === null || types.has(span.type)).sort(compareSpans);
  return sorted.filter((span, index) => {
    const previous = sorted[index - 1];
    return previous === undefined || compareSpans(previous, span) !== 0;
  });
}

function compareSpans(a: EvaluatedSpan, b: EvaluatedSpan): number {
  return a.start - b.start || a.end - b.end || (a.type < b.type ? -1 : a.type > b.type ? 1 : 0);
}
