import type { DisagreementAnalysis, Hotspot, LabelledDocument } from '#shared/domain/analysis.ts';
import {
  boundaryShifts,
  errorClassOf,
  tokenChanges,
  type BoundaryShift,
  type ErrorClass,
} from './compare-labels.ts';
import { hotspotComparisons, type Comparison } from './hotspot-comparisons.ts';

/** One deviation found in a hotspot: a token with another type, or a span with other borders. */
export interface HotspotCase {
  readonly errorClass: ErrorClass;
  readonly from: string;
  readonly to: string;
  readonly hotspot: Hotspot;
  readonly comparison: Comparison;
  /** Tokens concerned, `end` exclusive: one token, or the hull of both spans. */
  readonly start: number;
  readonly end: number;
  readonly shift: BoundaryShift | null;
}

export interface CaseInput {
  readonly analysis: Pick<DisagreementAnalysis, 'annotators' | 'coalition' | 'hotspots'>;
  readonly documents: ReadonlyMap<string, LabelledDocument>;
  /** Weights used, in annotator order. */
  readonly weights: readonly number[];
  /** Consensus or gold tags of a document. */
  readonly referenceOf: (documentId: string) => readonly string[];
  readonly goldReference: boolean;
}

/**
 * Every deviation in every hotspot, hotspot by hotspot, comparison by comparison. Only the tokens of the hotspot are
 * compared; spans are clipped to it.
 * Source: method.md 5.1.
 */
export function hotspotCases(input: CaseInput): HotspotCase[] {
  const { analysis, documents, referenceOf } = input;
  return analysis.hotspots.flatMap((hotspot) => {
    const labels = documents.get(hotspot.documentId)?.labels ?? {};
    const comparisons = hotspotComparisons({
      hotspot,
      labels,
      annotators: analysis.annotators,
      coalition: analysis.coalition,
      weights: input.weights,
      goldReference: input.goldReference,
    });
    return comparisons.flatMap((comparison) => {
      const reference =
        comparison.reference === null
          ? referenceOf(hotspot.documentId)
          : (labels[comparison.reference] ?? []);
      const other = labels[comparison.annotator] ?? [];
      const changed = tokenChanges(reference, other, hotspot.start, hotspot.end).map(
        ({ token, from, to }): HotspotCase => ({
          errorClass: errorClassOf(from, to),
          from,
          to,
          hotspot,
          comparison,
          start: token,
          end: token + 1,
          shift: null,
        }),
      );
      const shifted = boundaryShifts(reference, other, hotspot.start, hotspot.end).map(
        (shift): HotspotCase => ({
          errorClass: 'span-error',
          from: shift.reference.type,
          to: shift.reference.type,
          hotspot,
          comparison,
          start: Math.min(shift.reference.start, shift.other.start),
          end: Math.max(shift.reference.end, shift.other.end),
          shift,
        }),
      );
      return [...changed, ...shifted];
    });
  });
}
