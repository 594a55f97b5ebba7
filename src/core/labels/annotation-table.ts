import type { LabelledDocument } from '#shared/domain/analysis.ts';
import { AppError } from '#shared/errors.ts';
import { abstains, createLabelCoder, type LabelCoder, type LabelCodes } from './label-codes.ts';

/** All labels of a document set as integers, the form every measure works on. */
export interface AnnotationTable extends LabelCodes {
  readonly annotators: readonly string[];
  /** The documents that count, in input order. */
  readonly documents: readonly LabelledDocument[];
  readonly excluded: readonly { readonly documentId: string; readonly reason: string }[];
  /** First token of each document, and the number of all tokens; length documents + 1. */
  readonly starts: Int32Array;
  /** codes[token · K + annotator]; `abstains` (-1) where the annotator has no labels for the document. */
  readonly codes: Int16Array;
  /** 1 where annotator k labelled document d, at d · K + k. */
  readonly present: Uint8Array;
  /** Gold codes per token, or `abstains` in documents without gold. */
  readonly gold: Int16Array;
}

export interface TableOptions {
  /** A document with fewer annotators than this is left out. Default 2. */
  readonly minAnnotators?: number;
  /** Leave out documents without gold. */
  readonly needsGold?: boolean;
}

/**
 * Interns the labels of a document set. A missing annotator abstains; it is never read as "all O".
 * @param annotatorOrder who takes part, in the order that decides ties; labels of others are not looked at. Without it:
 *   everybody, in order of first appearance
 * @throws {AppError} INVALID_ARGUMENT if labels and tokens differ in number, a tag is unreadable, or ids repeat
 */
export function annotationTable(
  documents: readonly LabelledDocument[],
  annotatorOrder: readonly string[] | undefined,
  { minAnnotators = 2, needsGold = false }: TableOptions = {},
): AnnotationTable {
  const annotators = annotatorOrder ?? annotatorsOf(documents);
  const excluded: { documentId: string; reason: string }[] = [];
  const kept: LabelledDocument[] = [];
  const starts = new Int32Array(documents.length + 1);
  const ids = new Set<string>();
  let tokenCount = 0;
  for (const document of documents) {
    if (ids.has(document.id)) {
      throw new AppError('INVALID_ARGUMENT', `Two documents have the id "${document.id}".`, {
        action: 'Give every document an id of its own.',
      });
    }
    ids.add(document.id);
    const reason = reasonToExclude(document, annotators, minAnnotators, needsGold);
    if (reason === null) {
      kept.push(document);
      tokenCount += document.tokens.length;
      starts[kept.length] = tokenCount;
    } else {
      excluded.push({ documentId: document.id, reason });
    }
  }
  const width = annotators.length;
  const coder = createLabelCoder();
  const codes = new Int16Array(tokenCount * width);
  const present = new Uint8Array(kept.length * width);
  const gold = new Int16Array(tokenCount);
  kept.forEach((document, d) => {
    const first = starts[d] as number;
    annotators.forEach((annotator, k) => {
      const tags = document.labels[annotator];
      fillColumn(codes, first * width + k, width, document, annotator, tags, coder);
      if (tags !== undefined) present[d * width + k] = 1;
    });
    fillColumn(gold, first, 1, document, 'gold', document.gold, coder);
  });
  return {
    annotators,
    documents: kept,
    excluded,
    starts: starts.slice(0, kept.length + 1),
    codes,
    present,
    gold,
    types: coder.types,
    tags: coder.tags,
  };
}

/** Everybody who labelled something, in order of first appearance. */
export function annotatorsOf(documents: readonly LabelledDocument[]): string[] {
  const seen = new Set<string>();
  for (const document of documents) for (const annotator of Object.keys(document.labels)) seen.add(annotator);
  return [...seen];
}

function reasonToExclude(
  document: LabelledDocument,
  annotators: readonly string[],
  minAnnotators: number,
  needsGold: boolean,
): string | null {
  if (document.tokens.length === 0) return 'no token';
  if (needsGold && document.gold === undefined) return 'no gold labels';
  let count = 0;
  for (const annotator of annotators) if (document.labels[annotator] !== undefined) count += 1;
  return count < minAnnotators ? `labelled by ${count} of at least ${minAnnotators} annotators` : null;
}

function fillColumn(
  column: Int16Array,
  first: number,
  stride: number,
  document: LabelledDocument,
  who: string,
  tags: readonly string[] | undefined,
  coder: LabelCoder,
): void {
  const count = document.tokens.length;
  if (tags === undefined) {
    for (let index = 0; index < count; index += 1) column[first + index * stride] = abstains;
    return;
  }
  if (tags.length !== count) {
    throw new AppError(
      'INVALID_ARGUMENT',
      `Document "${document.id}": ${who} has ${tags.length} labels for ${count} tokens.`,
      { action: 'Give one label per token, or leave the annotator out of this document.' },
    );
  }
  let lastTag = 'O';
  let lastCode = 0;
  for (let index = 0; index < count; index += 1) {
    const tag = tags[index] ?? 'O';
    if (tag !== lastTag) {
      lastTag = tag;
      lastCode = tag === 'O' ? 0 : coder.codeOf(tag);
    }
    column[first + index * stride] = lastCode;
  }
}
