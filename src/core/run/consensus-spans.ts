import type { Document } from '#shared/domain/document.ts';
import type { Span } from '#shared/domain/span.ts';
import { consensusTags } from '#core/consensus/bio-vote.ts';
import { spansFromTokenSpans } from '#core/labels/char-token-spans.ts';
import { tokenSpansFromTags } from '#core/labels/tags-to-spans.ts';
import type { LabelledSpan } from '#core/store/label-tables.ts';
import { tagsOf } from './labelled-documents.ts';

/**
 * The weighted BIO vote over one document as spans, each with the share (0..1) of the voting weight whose annotators
 * marked exactly this span with this type.
 * @param voters in configuration order (which breaks ties); those that abstained are left out
 */
export function consensusSpans(
  document: Document,
  voters: readonly { readonly spans: readonly Span[]; readonly weight: number }[],
): LabelledSpan[] {
  if (voters.length === 0) return [];
  const names = voters.map((_, index) => String(index));
  const labels = Object.fromEntries(
    voters.map((voter, index) => [String(index), tagsOf(voter.spans, document)]),
  );
  const tags = consensusTags(
    { tokens: document.tokens.map((token) => document.text.slice(token.start, token.end)), labels },
    names,
    voters.map((voter) => voter.weight),
  );
  const total = voters.reduce((sum, voter) => sum + voter.weight, 0);
  return spansFromTokenSpans(tokenSpansFromTags(tags ?? []), document.tokens, document.text).map((span) => {
    const behind = voters
      .filter((voter) =>
        voter.spans.some(
          (other) => other.start === span.start && other.end === span.end && other.type === span.type,
        ),
      )
      .reduce((sum, voter) => sum + voter.weight, 0);
    return { ...span, share: total > 0 ? behind / total : null };
  });
}
