import type { LabelledDocument } from '#shared/domain/analysis.ts';
import { partialMatch, type MatchSchema } from '#core/evaluation/partial-match.ts';
import type { SpansById } from '#core/evaluation/span-set.ts';
import { tokenSpansFromTags } from '#core/labels/tags-to-spans.ts';
import type { Matrix } from './pairwise.ts';

/**
 * How two spans must match to agree: strict (borders and type), exact (borders, blind to the type), partial (borders, or
 * half for an overlap, blind to the type), type (overlap and type).
 */
export type AgreementMode = MatchSchema;

/** F1 of two annotators' spans in a mode; both without a span → 1. Symmetric for spans that do not overlap. */
export function spanAgreement(a: SpansById, b: SpansById, mode: AgreementMode): number {
  const score = partialMatch(a, b)[mode];
  return score.possible + score.actual === 0 ? 1 : score.f1;
}

/**
 * Pairwise agreement in a mode, annotator order; each cell pools the documents both labelled (a cell without such a
 * document holds 0).
 */
export function spanAgreementMatrix(
  documents: readonly LabelledDocument[],
  annotators: readonly string[],
  mode: AgreementMode,
  types?: readonly string[],
): Matrix {
  const wanted = types === undefined ? null : new Set(types);
  const spans = annotators.map(
    (annotator) =>
      new Map(
        documents.flatMap((document) => {
          const tags = document.labels[annotator];
          if (tags === undefined) return [];
          const own = tokenSpansFromTags(tags).filter(({ type }) => wanted === null || wanted.has(type));
          return [[document.id, own] as const];
        }),
      ),
  );
  const cell = (i: number, j: number): number => {
    const other = spans[j] ?? new Map<string, never[]>();
    const shared = new Map([...(spans[i] ?? [])].filter(([id]) => other.has(id)));
    return shared.size === 0 ? 0 : spanAgreement(shared, other, mode);
  };
  const upper = annotators.map((_, i) => annotators.map((__, j) => (i <= j ? cell(i, j) : 0)));
  return upper.map((row, i) => row.map((value, j) => (i <= j ? value : (upper[j]?.[i] ?? 0))));
}
