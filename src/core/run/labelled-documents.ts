import { votes, type UnitState } from '#shared/domain/annotator.ts';
import type { LabelledDocument } from '#shared/domain/analysis.ts';
import type { Document } from '#shared/domain/document.ts';
import type { Span } from '#shared/domain/span.ts';
import { tokenSpansFromSpans } from '#core/labels/char-token-spans.ts';
import { tagsFromTokenSpans } from '#core/labels/spans-to-tags.ts';

/** One annotator's answer to one document; units that do not vote abstain. */
export interface DocumentVote {
  readonly documentKey: number;
  readonly annotatorId: string;
  readonly state: UnitState;
  readonly spans: readonly Span[];
}

/** BIO tags of spans over a document's tokens. */
export function tagsOf(spans: readonly Span[], document: Document): string[] {
  return tagsFromTokenSpans(tokenSpansFromSpans(spans, document.tokens), document.tokens.length);
}

/**
 * What the disagreement analysis reads: tokens and each voting annotator's tags, documents in the given order.
 * @param gold spans by document key; documents without gold have none
 */
export function labelledDocuments(
  documents: readonly Document[],
  answers: readonly DocumentVote[],
  gold: ReadonlyMap<number, readonly Span[]> = new Map(),
): LabelledDocument[] {
  const byDocument = new Map<number, DocumentVote[]>();
  for (const answer of answers) {
    if (!votes(answer.state)) continue;
    const list = byDocument.get(answer.documentKey) ?? [];
    list.push(answer);
    byDocument.set(answer.documentKey, list);
  }
  return documents.map((document) => {
    const goldSpans = gold.get(document.key);
    return {
      id: document.id,
      tokens: document.tokens.map((token) => document.text.slice(token.start, token.end)),
      labels: Object.fromEntries(
        (byDocument.get(document.key) ?? []).map((answer) => [
          answer.annotatorId,
          tagsOf(answer.spans, document),
        ]),
      ),
      ...(goldSpans === undefined ? {} : { gold: tagsOf(goldSpans, document) }),
    };
  });
}
