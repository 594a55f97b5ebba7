import type { HotspotKind } from '#shared/domain/analysis.ts';
import type { TokenSpan } from '#shared/domain/span.ts';
import type { ErrorClass } from './compare-labels.ts';

/** How some annotators label the tokens of an example, and who they are. */
export interface LabelPattern {
  /** Entity type (or O) per token, e.g. "O ORG ORG". */
  readonly pattern: string;
  readonly annotators: readonly string[];
}

/** One place of disagreement; `start`/`end` are token indices of the document, end exclusive. */
export interface ReportExample {
  readonly documentId: string;
  readonly start: number;
  readonly end: number;
  /** Its hotspot as "documentId:startToken-endToken" (end exclusive), the form rules cite as evidence. */
  readonly hotspotId: string;
  readonly kind: HotspotKind;
  readonly text: string;
  /** Up to three tokens before and after. */
  readonly left: string;
  readonly right: string;
  /** Pattern of the consensus (or gold), with the annotators that share it (perhaps none). */
  readonly reference: LabelPattern;
  /** The other patterns, the most frequent first. */
  readonly others: readonly LabelPattern[];
  /** Boundary differences only: the two spans and how far the borders move (tokens, other minus reference). */
  readonly spans?: {
    readonly reference: TokenSpan;
    readonly other: TokenSpan;
    readonly startShift: number;
    readonly endShift: number;
  };
}

/** All errors with the same change of label; `from`/`to` are types or O, equal for a boundary difference. */
export interface LabelChange {
  readonly errorClass: ErrorClass;
  readonly from: string;
  readonly to: string;
  /** Tokens (span pairs for boundary differences), each counted once per compared annotator. */
  readonly cases: number;
  /** Stretches of neighbouring equal cases. */
  readonly mentions: number;
  readonly examples: readonly ReportExample[];
  readonly notShown: number;
}

export interface DisagreementReportData {
  readonly reference: 'consensus' | 'gold';
  readonly documents: number;
  readonly hotspots: number;
  readonly hotspotsByKind: Readonly<Record<HotspotKind, number>>;
  /** Cases over all changes. */
  readonly cases: number;
  /** Most frequent first within a class; classes in the order of `errorClasses`. */
  readonly changes: readonly LabelChange[];
  readonly coalition: readonly string[];
  readonly rest: readonly string[];
  readonly types: readonly string[];
}
