import type { DisagreementAnalysis, Evaluation, LabelledDocument } from '#shared/domain/analysis.ts';
import type { AdaptiveThreshold, AnalysisParams, WeightScheme } from '#shared/domain/run-settings.ts';
import { AppError } from '#shared/errors.ts';
import { meanWithOthers, pairwiseAgreement, type Matrix } from '#core/agreement/pairwise.ts';
import { consensusOfVotes } from '#core/consensus/consensus-of-votes.ts';
import { coalitionOf } from '#core/consensus/elite.ts';
import { hybridWeights, kappaOnlyWeights, normalise, spanOnlyWeights } from '#core/consensus/weights.ts';
import { evaluateTags } from '#core/evaluation/evaluate.ts';
import { annotationTable, annotatorsOf } from '#core/labels/annotation-table.ts';
import { annotatorBias } from './bias.ts';
import { findHotspots, hotspotThresholds } from './find-hotspots.ts';
import { withinBudget } from './hotspot-budget.ts';
import { largestGapThreshold } from './largest-gap-threshold.ts';
import { permutationBaseline } from './permutation-baseline.ts';
import { tokenMetrics, type TokenMetricsInput, type TokenMetricsTable } from './token-metrics.ts';

export interface AnalysisOptions {
  /** Use these instead of computed weights; annotator order, ≥ 0, not all 0 (normalised here). */
  readonly weights?: readonly number[];
  /** Gold-supervision ablation: gold takes the majority's place, tokens are scored by the share off gold. */
  readonly goldReference?: boolean;
  /** Of the permutation baseline; default 42. */
  readonly seed?: number;
}

/**
 * The disagreement analysis of one document set: agreement, weights, coalition, token measures, hotspots, bias,
 * consensus, and evaluation where documents carry gold. Missing annotations abstain; documents with fewer than two
 * annotators or without tokens are left out and named in `excluded`.
 * Source: method.md sections 3 and 4 with the [do] rules.
 * @param annotatorOrder configured order, decides ties; without it: order of first appearance
 * @throws {AppError} INVALID_ARGUMENT for unreadable or miscounted labels, repeated ids, weights that do not fit
 */
export function analyzeDisagreement(
  documents: readonly LabelledDocument[],
  annotatorOrder: readonly string[] | undefined,
  params: AnalysisParams,
  options: AnalysisOptions = {},
): DisagreementAnalysis {
  const goldReference = options.goldReference ?? false;
  const table = annotationTable(documents, annotatorOrder ?? annotatorsOf(documents), {
    minAnnotators: goldReference ? 1 : 2,
    needsGold: goldReference,
  });
  const { annotators } = table;
  const pairwise = pairwiseAgreement(table);
  const perAnnotator = meanWithOthers(pairwise.spanF1, pairwise.documents);
  const kappaMeans = meanWithOthers(pairwise.kappa, pairwise.documents);
  const weights = {
    hybrid: hybridWeights(perAnnotator, kappaMeans),
    spanOnly: spanOnlyWeights(perAnnotator),
    kappaOnly: kappaOnlyWeights(kappaMeans),
  };
  const used = usedWeights(options.weights, params.weights, weights, annotators.length, goldReference);
  const coalition = goldReference ? [] : coalitionOf(used, params.coalitionCutoff);
  const measured = { table, weights: used, coalition, boundary: params.boundary, goldReference };
  const metrics = tokenMetrics(measured);
  const lowerBound = adaptiveLowerBound(params.adaptiveThreshold, metrics, measured, options.seed ?? 42);
  const thresholds = hotspotThresholds(metrics, params, lowerBound);
  const mean = meanOfCompared(perAnnotator, pairwise.documents);
  const consensus = consensusOfVotes(table, metrics.votes);
  const evaluation = evaluateAll(documents, annotators, consensus);
  return {
    annotators,
    params,
    weights,
    pairwise,
    coalition: coalition.map((k) => annotators[k] as string),
    thresholds,
    tokens: metrics.tokens,
    hotspots: withinBudget(findHotspots(table, metrics, thresholds, params), params.hotspotBudget, mean),
    bias: annotatorBias(table, metrics.reference, coalition),
    consensus,
    agreement: { mean, perAnnotator },
    excluded: table.excluded,
    ...(evaluation === undefined ? {} : { evaluation }),
  };
}

/** u_min of hotspot ⇔ U* ≥ max(percentile, u_min). */
function adaptiveLowerBound(
  rule: AdaptiveThreshold,
  metrics: TokenMetricsTable,
  measured: TokenMetricsInput,
  seed: number,
): number {
  switch (rule) {
    case 'off':
      return 0;
    case 'gap':
      return largestGapThreshold(metrics.score);
    case 'permutation':
      return permutationBaseline(measured, { seed });
  }
}

/** A_t over the annotators that share a document with another; one without any answer takes part in no mean. */
function meanOfCompared(perAnnotator: readonly number[], documents: Matrix): number {
  const compared = perAnnotator.filter((_, i) => documents[i]?.some((count, j) => j !== i && count > 0));
  return compared.reduce((sum, f) => sum + f, 0) / Math.max(1, compared.length);
}

function usedWeights(
  explicit: readonly number[] | undefined,
  scheme: WeightScheme,
  computed: DisagreementAnalysis['weights'],
  count: number,
  goldReference: boolean,
): readonly number[] {
  if (explicit !== undefined) {
    const isValid = explicit.every((weight) => Number.isFinite(weight) && weight >= 0);
    if (explicit.length !== count || !isValid || !explicit.some((weight) => weight > 0)) {
      throw new AppError(
        'INVALID_ARGUMENT',
        `Weights: expected ${count} numbers, none negative and not all 0, got [${explicit.join(', ')}].`,
      );
    }
    return normalise(explicit);
  }
  if (goldReference) return normalise(new Array<number>(count).fill(1));
  switch (scheme) {
    case 'hybrid':
      return computed.hybrid;
    case 'span-only':
      return computed.spanOnly;
    case 'kappa-only':
      return computed.kappaOnly;
  }
}

/** Every annotator and the consensus against gold, over the documents with gold; undefined where there are none. */
function evaluateAll(
  documents: readonly LabelledDocument[],
  annotators: readonly string[],
  consensus: Readonly<Record<string, readonly string[]>>,
): Record<string, Evaluation> | undefined {
  const withGold = documents.filter((document) => document.gold !== undefined);
  if (withGold.length === 0) return undefined;
  type TagsOf = (document: LabelledDocument) => readonly string[] | undefined;
  const sequences = (tagsOf: TagsOf): Map<string, readonly string[]> =>
    new Map(withGold.map((document) => [document.id, tagsOf(document) ?? []]));
  const gold = sequences((document) => document.gold);
  const evaluate = (tagsOf: TagsOf): Evaluation => evaluateTags(gold, sequences(tagsOf));
  return Object.fromEntries([
    ...annotators.map(
      (annotator) => [annotator, evaluate((document) => document.labels[annotator])] as const,
    ),
    ['consensus', evaluate((document) => consensus[document.id])] as const,
  ]);
}
