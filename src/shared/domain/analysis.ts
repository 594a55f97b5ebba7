import type { AnalysisParams } from './run-settings.ts';

/** One document with every annotator's BIO tags; an absent annotator abstains. */
export interface LabelledDocument {
  readonly id: string;
  readonly tokens: readonly string[];
  /** annotator id → BIO tags, as many as tokens. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
  readonly gold?: readonly string[] | undefined;
}

export const hotspotKinds = ['complex', 'elite-split', 'bias', 'minor'] as const;
export type HotspotKind = (typeof hotspotKinds)[number];

/** Token columns of one document; every array has one entry per token. Ranges: method.md section 4. */
export interface TokenMetrics {
  readonly documentId: string;
  readonly majority: readonly string[];
  readonly conflict: readonly number[];
  readonly type: readonly number[];
  readonly boundary: readonly number[];
  readonly score: readonly number[];
  readonly between: readonly number[];
  readonly eliteInternal: readonly number[];
  readonly restInternal: readonly number[];
  readonly eliteDominance: readonly number[];
}

/** A run of hot tokens; `start`/`end` are token indices, end exclusive. */
export interface Hotspot {
  readonly documentId: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly meanScore: number;
  readonly maxBetween: number;
  readonly maxEliteInternal: number;
  readonly kind: HotspotKind;
}

export interface AnnotatorBias {
  readonly annotator: string;
  readonly agreementRate: number;
  readonly coalitionRate: number;
  readonly entityOverTagging: number;
}

export interface PrecisionRecall {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}
export interface TypeScore extends PrecisionRecall {
  readonly support: number;
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
}
export interface StrictEvaluation {
  readonly micro: TypeScore;
  readonly macro: PrecisionRecall;
  readonly perType: Readonly<Record<string, TypeScore>>;
  /** How many ratios were 0 / 0 and counted as 0. */
  readonly undefined: number;
}
export interface SchemaScore extends PrecisionRecall {
  readonly correct: number;
  readonly incorrect: number;
  readonly partial: number;
  readonly missed: number;
  readonly spurious: number;
  readonly possible: number;
  readonly actual: number;
}
export interface Evaluation {
  readonly strict: StrictEvaluation;
  readonly schemas: Readonly<Record<'strict' | 'exact' | 'partial' | 'type', SchemaScore>>;
}

/** The output of `diziner analyze` (architecture 7.2); a stable public shape. Matrices are in `annotators` order. */
export interface DisagreementAnalysis {
  readonly annotators: readonly string[];
  readonly params: AnalysisParams;
  readonly weights: {
    readonly hybrid: readonly number[];
    readonly spanOnly: readonly number[];
    readonly kappaOnly: readonly number[];
  };
  readonly pairwise: {
    readonly spanF1: readonly (readonly number[])[];
    readonly kappa: readonly (readonly number[])[];
    readonly tokenMacroF1: readonly (readonly number[])[];
    /** Documents both annotators have, the n behind each cell. */
    readonly documents: readonly (readonly number[])[];
  };
  readonly coalition: readonly string[];
  readonly thresholds: {
    readonly hotspot: number;
    readonly eliteInternal: number;
    readonly between: number;
  };
  readonly tokens: readonly TokenMetrics[];
  readonly hotspots: readonly Hotspot[];
  readonly bias: readonly AnnotatorBias[];
  readonly consensus: Readonly<Record<string, readonly string[]>>;
  readonly agreement: {
    /** A_t: mean over annotators of their mean pairwise strict span F1. */
    readonly mean: number;
    /** f_k in annotator order. */
    readonly perAnnotator: readonly number[];
  };
  /** Documents left out (fewer than two annotators, or no token), with the reason. */
  readonly excluded: readonly { readonly documentId: string; readonly reason: string }[];
  readonly evaluation?: Readonly<Record<string, Evaluation>>;
}
