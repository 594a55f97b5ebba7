import type { DisagreementAnalysis, Hotspot } from '#shared/domain/analysis.ts';
import type { AnalysisParams } from '#shared/domain/run-settings.ts';
import type { AnnotationTable } from '#core/labels/annotation-table.ts';
import { hotspotKind } from './hotspot-kind.ts';
import { hotBlocks, reaches, type Block } from './hotspots.ts';
import { percentile } from './percentile.ts';
import type { TokenMetricsTable } from './token-metrics.ts';

type Scores = Pick<TokenMetricsTable, 'score' | 'between' | 'eliteInternal'>;
type Thresholds = DisagreementAnalysis['thresholds'];

/**
 * Percentiles over all tokens of the set, on scores rounded to 12 decimals. A threshold may be 0; a score of 0 still
 * never reaches it (`reaches`).
 * @param lowerBound u_min of the adaptive threshold; 0 without one
 */
export function hotspotThresholds(scores: Scores, params: AnalysisParams, lowerBound = 0): Thresholds {
  return {
    hotspot: Math.max(percentile(scores.score, params.hotspotPercentile), lowerBound),
    eliteInternal: percentile(scores.eliteInternal, params.elitePercentile),
    between: percentile(scores.between, params.betweenPercentile),
  };
}

/** All hotspots in document order, then token order, with kind, mean score (gap token included) and maxima. */
export function findHotspots(
  table: AnnotationTable,
  scores: Scores,
  thresholds: Thresholds,
  params: AnalysisParams,
): Hotspot[] {
  const hotspots: Hotspot[] = [];
  const isHot = (token: number): boolean => reaches(scores.score[token] as number, thresholds.hotspot);
  table.documents.forEach((document, d) => {
    const from = table.starts[d] as number;
    const to = table.starts[d + 1] as number;
    for (const block of hotBlocks(isHot, from, to, params)) {
      hotspots.push({
        documentId: document.id,
        start: block.start,
        end: block.end,
        text: document.tokens.slice(block.start, block.end).join(' '),
        ...summary(scores, thresholds, from, block),
      });
    }
  });
  return hotspots;
}

function summary(
  scores: Scores,
  thresholds: Thresholds,
  from: number,
  block: Block,
): Pick<Hotspot, 'meanScore' | 'maxBetween' | 'maxEliteInternal' | 'kind'> {
  let sum = 0;
  let maxBetween = 0;
  let maxEliteInternal = 0;
  for (let token = from + block.start; token < from + block.end; token += 1) {
    sum += scores.score[token] as number;
    maxBetween = Math.max(maxBetween, scores.between[token] as number);
    maxEliteInternal = Math.max(maxEliteInternal, scores.eliteInternal[token] as number);
  }
  const kind = hotspotKind(
    reaches(maxEliteInternal, thresholds.eliteInternal),
    reaches(maxBetween, thresholds.between),
  );
  return { meanScore: sum / (block.end - block.start), maxBetween, maxEliteInternal, kind };
}
