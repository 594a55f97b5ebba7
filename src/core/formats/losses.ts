import type { Span } from '#shared/domain/span.ts';

/** What can happen to a span. */
export const spanLossKinds = ['dropped', 'flattened', 'changed'] as const;
export type SpanLossKind = (typeof spanLossKinds)[number];

/** Whose layer it was: a person's or a model's, who may have one name; both null: the document's own marks. */
export interface LayerOwner {
  readonly annotator: string | null;
  readonly model: string | null;
}

/** One span that a format cannot hold as it is. */
export interface SpanLoss extends LayerOwner {
  readonly documentId: string;
  /** dropped: not written; flattened: written as one stretch; changed: written with other borders or another type. */
  readonly what: SpanLossKind;
  readonly why: string;
  readonly span: Span;
  /** As it is written; null where it is not. */
  readonly written: Span | null;
}

/**
 * What a document as a whole loses: it leaves nothing in the file; its id, its text, the tokens it came with, its
 * metadata; an annotator's or a model's layer (its spans are listed too); whether anybody annotated it.
 */
export const documentLossKinds = [
  'document',
  'id',
  'text',
  'tokens',
  'metadata',
  'annotator',
  'annotated',
] as const;
export type DocumentLossKind = (typeof documentLossKinds)[number];

export interface DocumentLoss extends LayerOwner {
  readonly documentId: string;
  readonly what: DocumentLossKind;
  readonly why: string;
  readonly span: null;
}

export type Loss = SpanLoss | DocumentLoss;

export interface LossCounts {
  readonly spans: Readonly<Record<SpanLossKind, number>>;
  readonly documents: Readonly<Record<DocumentLossKind, number>>;
}

export interface LossCounter {
  /** @returns how many losses of its kind there are now */
  add(loss: Loss): number;
  counts(): LossCounts;
  total(): number;
}

export function createLossCounter(): LossCounter {
  const spans = { dropped: 0, flattened: 0, changed: 0 };
  const documents = { document: 0, id: 0, text: 0, tokens: 0, metadata: 0, annotator: 0, annotated: 0 };
  let total = 0;
  return {
    add(loss) {
      total++;
      return loss.span === null ? ++documents[loss.what] : ++spans[loss.what];
    },
    counts: () => ({ spans: { ...spans }, documents: { ...documents } }),
    total: () => total,
  };
}

/** A line of the list of losses. */
export function lossLine(loss: Loss): string {
  const { documentId, annotator, model, what, why, span } = loss;
  const owner = annotator !== null ? { annotator } : model !== null ? { model } : {};
  const own = { documentId, ...owner, what, why };
  return `${JSON.stringify(span === null ? own : { ...own, span, written: loss.written })}\n`;
}

/** "2 spans dropped, 1 flattened; ids of 3 documents"; null where nothing is lost. */
export function lossWords({ spans, documents }: LossCounts): string | null {
  const marks = spanLossKinds
    .filter((what) => spans[what] > 0)
    .map((what, i) => `${spans[what]}${i === 0 ? (spans[what] === 1 ? ' span' : ' spans') : ''} ${what}`);
  const rest = documentLossKinds
    .filter((kind) => documents[kind] > 0)
    .map((kind) => documentWords(kind, documents[kind]));
  const parts = [marks.join(', '), rest.join(', ')].filter((part) => part !== '');
  return parts.length === 0 ? null : parts.join('; ');
}

/** "ids of 3 documents" */
export function documentWords(kind: DocumentLossKind, count: number): string {
  const documents = count === 1 ? '1 document' : `${count} documents`;
  switch (kind) {
    case 'document':
      return `${documents} left out`;
    case 'id':
      return `ids of ${documents}`;
    case 'text':
      return `exact text of ${documents}`;
    case 'tokens':
      return `tokens of ${documents}`;
    case 'metadata':
      return `metadata of ${documents}`;
    case 'annotator':
      return count === 1 ? '1 annotator’s layer' : `${count} annotators’ layers`;
    case 'annotated':
      return `whether ${documents} ${count === 1 ? 'was' : 'were'} annotated`;
  }
}
