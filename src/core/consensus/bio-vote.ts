import type { LabelledDocument } from '#shared/domain/analysis.ts';
import { tagsFromTokenSpans } from '#core/labels/spans-to-tags.ts';
import { tokenSpansFromTags } from '#core/labels/tags-to-spans.ts';
import { majorityIndex } from './majority-label.ts';
import { presentWeights } from './present-weights.ts';

/**
 * The label with the largest summed weight; ties (within 1e-9) go to the label named first in annotator order. Votes on
 * BIO labels, so adjacent entities of one type stay apart (an IO vote would glue them).
 * Source: method.md 3.3, first row, with the tie rule of the [do] note.
 * @param labels one per annotator in configured order
 * @param weights in the same order, ≥ 0
 */
export function bioVote(labels: readonly string[], weights: readonly number[]): string {
  const named: string[] = [];
  const masses: number[] = [];
  labels.forEach((label, k) => {
    let at = named.indexOf(label);
    if (at < 0) {
      at = named.push(label) - 1;
      masses.push(0);
    }
    masses[at] = (masses[at] ?? 0) + (weights[k] ?? 0);
  });
  return named[majorityIndex(masses)] ?? 'O';
}

/**
 * Consensus of the annotators that labelled a document: `bioVote` per token, then read as spans and written again, so
 * that the result is well-formed BIO. Annotators that are missing abstain (weights renormalised among the others).
 * @param annotatorOrder configured order, decides ties
 * @param weights in annotator order, ≥ 0
 * @returns one tag per token, or null if none of the annotators labelled the document
 */
export function consensusTags(
  document: Pick<LabelledDocument, 'tokens' | 'labels'>,
  annotatorOrder: readonly string[],
  weights: readonly number[],
): string[] | null {
  const voters = annotatorOrder.flatMap((annotator, k) => {
    const labels = document.labels[annotator];
    return labels === undefined ? [] : [{ labels, k }];
  });
  if (voters.length === 0) return null;
  const shares = presentWeights(
    weights,
    annotatorOrder.map((annotator) => document.labels[annotator] !== undefined),
  );
  const votes = voters.map(({ k }) => shares[k] ?? 0);
  const majority = document.tokens.map((_, token) =>
    bioVote(
      voters.map(({ labels }) => labels[token] ?? 'O'),
      votes,
    ),
  );
  return wellFormedTags(majority);
}

/** The same spans, written so that every span opens with B-. */
export function wellFormedTags(tags: readonly string[]): string[] {
  return tagsFromTokenSpans(tokenSpansFromTags(tags), tags.length);
}
