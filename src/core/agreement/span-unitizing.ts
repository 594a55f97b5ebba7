import type { LabelledDocument } from '#shared/domain/analysis.ts';
import type { TokenSpan } from '#shared/domain/span.ts';
import { tokenSpansFromTags } from '#core/labels/tags-to-spans.ts';
import { overallUnitizingAlpha, unitizingAlpha } from './unitizing-alpha.ts';

export interface SpanUnitizing {
  /** α_U over all types; null where chance cannot disagree, for instance if nobody marked a span. */
  readonly overall: number | null;
  readonly perType: Readonly<Record<string, number | null>>;
  /** Documents that count: those all the annotators labelled. */
  readonly documents: number;
}

/**
 * Krippendorff's unitizing alpha of annotators' spans, in tokens. Documents are laid end to end to one continuum; no
 * span crosses a border. Documents that one of the annotators did not label are left out.
 * @param annotators at least two
 */
export function spanUnitizing(
  documents: readonly LabelledDocument[],
  annotators: readonly string[],
): SpanUnitizing {
  const complete = documents.filter((document) =>
    annotators.every((annotator) => document.labels[annotator] !== undefined),
  );
  const byType = new Map<string, TokenSpan[][]>();
  let length = 0;
  for (const document of complete) {
    annotators.forEach((annotator, k) => {
      for (const span of tokenSpansFromTags(document.labels[annotator] ?? [])) {
        let observers = byType.get(span.type);
        if (observers === undefined) byType.set(span.type, (observers = annotators.map(() => [])));
        observers[k]?.push({ start: span.start + length, end: span.end + length, type: span.type });
      }
    });
    length += document.tokens.length;
  }
  return {
    overall: overallUnitizingAlpha(byType.values(), length),
    perType: Object.fromEntries(
      [...byType]
        .map(([type, observers]) => [type, unitizingAlpha(observers, length).alpha] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    documents: complete.length,
  };
}
