import { matchSpans } from '#core/evaluation/match-spans.ts';
import { spanSet, type EvaluatedSpan, type SpansById } from '#core/evaluation/span-set.ts';

/** A pair of matched spans, or a span the other side does not have, and where it is. */
export interface ConfusedSpans {
  readonly documentId: string;
  readonly first: EvaluatedSpan | null;
  readonly second: EvaluatedSpan | null;
}

export interface ConfusionMatrix {
  /** Types of both sides, sorted; the matrix has one more row and column, the last, for "no span". */
  readonly types: readonly string[];
  /** cells[row of the first side][column of the second]; the spans behind each count, in document order. */
  readonly cells: readonly (readonly (readonly ConfusedSpans[])[])[];
}

/**
 * Which types two sides (two annotators, or annotator and consensus or gold) give to the same stretches of text. Spans
 * are paired as in evaluation (`matchSpans`: equal, then same borders, then overlapping); a span without partner is in
 * the last row or column. The documents that both sides have count.
 */
export function confusionMatrix(first: SpansById, second: SpansById): ConfusionMatrix {
  const found: ConfusedSpans[] = [];
  const seen = new Set<string>();
  for (const [documentId, spans] of first) {
    const others = second.get(documentId);
    if (others === undefined) continue;
    for (const { gold, predicted } of matchSpans(spanSet(spans), spanSet(others))) {
      found.push({ documentId, first: gold, second: predicted });
      for (const span of [gold, predicted]) if (span !== null) seen.add(span.type);
    }
  }
  const types = [...seen].sort();
  const indexOf = (span: EvaluatedSpan | null): number =>
    span === null ? types.length : types.indexOf(span.type);
  const size = types.length + 1;
  const cells = Array.from({ length: size }, () => Array.from({ length: size }, (): ConfusedSpans[] => []));
  for (const one of found) cells[indexOf(one.first)]?.[indexOf(one.second)]?.push(one);
  return { types, cells };
}
