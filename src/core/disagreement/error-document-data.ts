import type { ErrorClass } from './compare-labels.ts';

export interface ErrorExample {
  readonly documentId: string;
  /** Token range, `end` exclusive. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly left: string;
  readonly right: string;
  /** Surface of the reference span and of the annotator's; null where there is none. */
  readonly referenceText: string | null;
  readonly annotatorText: string | null;
}

/** All errors of one annotator with the same change; `from` = reference, `to` = annotator. */
export interface ErrorGroup {
  readonly errorClass: ErrorClass;
  readonly from: string;
  readonly to: string;
  readonly instances: number;
  readonly tokens: number;
  /** Ids of the documents with at least one, in document order. */
  readonly documents: readonly string[];
  readonly examples: readonly ErrorExample[];
}

export interface ErrorDocumentData {
  readonly annotator: string;
  readonly reference: 'consensus' | 'gold';
  /** Documents the annotator labelled and the reference covers. */
  readonly documents: number;
  readonly documentsWithErrors: number;
  /** documentsWithErrors / documents, 0..1. */
  readonly errorRate: number;
  /** Classes in the order of `errorClasses`, then most instances first. */
  readonly groups: readonly ErrorGroup[];
}
