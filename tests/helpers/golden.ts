import { readFileSync, readdirSync } from 'node:fs';
import type { LabelledDocument } from '#shared/domain/analysis.ts';
import { analysisParamsSchema, type AnalysisParams } from '#shared/domain/run-settings.ts';

/** The fields of tests/golden/g*.json that the tests read; the format is described in tests/golden/README.md. */
export interface GoldenCase {
  readonly case_id: string;
  readonly entity_types: readonly string[];
  readonly annotators: readonly string[];
  readonly documents: readonly {
    readonly doc_id: string;
    readonly tokens: readonly string[];
    readonly gold: readonly string[];
    readonly labels: Readonly<Record<string, readonly string[]>>;
  }[];
  readonly spans: readonly Readonly<Record<string, readonly GoldenSpan[]>>[];
  readonly char_entities: readonly Readonly<Record<string, readonly GoldenSpan[]>>[];
  readonly bio_roundtrip_differences: readonly Readonly<Record<string, readonly string[]>>[];
  readonly pairwise: Readonly<Record<string, readonly (readonly (number & string)[])[]>>;
  readonly weights: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly runs: readonly GoldenRun[];
  readonly hotspot_report_run_A: {
    readonly reference_labels_unweighted_mv: readonly (readonly string[])[];
    readonly comparisons_per_hotspot: readonly number[];
    readonly elite_split_pair_per_hotspot: readonly (readonly [string, string] | null)[];
    readonly error_counts: Readonly<Record<string, number>>;
    readonly mentions: Readonly<Record<string, number>>;
  };
  readonly consensus: {
    readonly weighted_io_mv: readonly (readonly string[])[];
    readonly unweighted_io_mv: readonly (readonly string[])[];
    readonly weighted_io_mv_entities: readonly (readonly GoldenSpan[])[];
    readonly elite_members: readonly string[];
    readonly elite_io_mv: readonly (readonly string[])[];
  };
  readonly vs_gold: Readonly<
    Record<string, { readonly pooled: GoldenMetrics; readonly per_document_micro_f1: readonly number[] }>
  >;
  readonly error_analysis_vs_mv: GoldenErrors;
  readonly error_analysis_vs_gold: GoldenErrors;
}
export type GoldenSpan = readonly [number, number, string];
export type GoldenErrors = Readonly<
  Record<string, Readonly<Record<string, { instances: number; tokens: number; docs: readonly number[] }>>>
>;
export interface GoldenMetrics {
  readonly micro: Readonly<Record<'precision' | 'recall' | 'f1' | 'tp' | 'fp' | 'fn', number>>;
  readonly macro: Readonly<Record<'precision' | 'recall' | 'f1', number>>;
  readonly per_type: Readonly<Record<string, Readonly<Record<string, number>>>>;
}
export interface GoldenRun {
  readonly run_id: string;
  readonly params: {
    readonly hotspot_percentile: number;
    readonly coalition_cutoff: number;
    readonly use_boundary_variant: boolean;
    readonly min_block_len: number;
    readonly merge_within_gap: boolean;
    readonly elite_internal_percentile: number;
    readonly tv_between_percentile: number;
  };
  readonly weights_source: string;
  readonly weights: Readonly<Record<string, number>>;
  readonly coalition: { readonly members: readonly string[]; readonly weight: number };
  readonly tokens: readonly Readonly<Record<string, readonly number[]>>[];
  readonly thresholds: Readonly<Record<'u_star' | 'tv_between' | 'elite_internal', number>>;
  readonly hotspots: readonly {
    readonly sentence_id: number;
    readonly start: number;
    readonly end: number;
    readonly U_star_mean: number;
    readonly TV_between_max: number;
    readonly elite_internal_max: number;
    readonly true_elite_split: boolean;
    readonly systematic_bias: boolean;
  }[];
  readonly bias?: readonly {
    readonly annotator: string;
    readonly agreement_rate: number;
    readonly coalition_rate: number;
    readonly entity_over_tagging: number;
  }[];
  readonly dataset_summary: Readonly<Record<string, number>>;
  readonly p_label_doc0?: readonly Readonly<Record<string, number>>[];
  readonly rounded12_positive: {
    readonly thresholds: Readonly<Record<'u_star' | 'tv_between' | 'elite_internal', number>>;
    readonly hotspots: readonly (readonly [number, number, number, string])[];
  };
  readonly fragile: {
    readonly majority_ties: readonly (readonly [number, number])[];
    readonly coalition_fragile: boolean;
    readonly rounded12_robust_to_ulp_noise: boolean;
  };
}

const folder = new URL('../golden/', import.meta.url);

export const goldenCases: readonly GoldenCase[] = readdirSync(folder)
  .filter((name) => /^g\d+.*\.json$/.test(name))
  .sort()
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as GoldenCase);

/** tests/golden/units.json; its parts are given types where they are used. */
export function goldenUnits(part: string): readonly never[] {
  const units = JSON.parse(readFileSync(new URL('units.json', folder), 'utf8')) as Record<string, never[]>;
  return units[part] ?? [];
}

export function documentsOf(golden: GoldenCase, withGold = false): LabelledDocument[] {
  return golden.documents.map(({ doc_id, tokens, labels, gold }) => ({
    id: doc_id,
    tokens,
    labels,
    ...(withGold ? { gold } : {}),
  }));
}

export function paramsOf({ params }: GoldenRun): AnalysisParams {
  return analysisParamsSchema.parse({
    hotspotPercentile: params.hotspot_percentile,
    coalitionCutoff: params.coalition_cutoff,
    boundary: params.use_boundary_variant ? 'start-inside' : 'entity',
    elitePercentile: params.elite_internal_percentile,
    betweenPercentile: params.tv_between_percentile,
    minBlockLength: params.min_block_len,
    mergeWithinGap: params.merge_within_gap,
  });
}

/**
 * True where a document begins with an I- tag for some annotator. The reference concatenates documents, so such a span
 * is glued to the end of the document before; here spans end with their document, and F1 and weights differ a little.
 */
export function gluesDocuments(golden: GoldenCase): boolean {
  return golden.documents.some((document) =>
    Object.values(document.labels).some((tags) => tags[0]?.startsWith('I-')),
  );
}
