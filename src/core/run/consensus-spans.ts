import type { Document } from '#shared/domain/document.ts';
import type { Span, TokenSpan } from '#shared/domain/span.ts';
import { consensusTags } from '#core/consensus/bio-vote.ts';
import { spansFromTokenSpans } from '#core/labels/char-token-spans.ts';
import { tokenSpansFromTags } from '#core/labels/tags-to-spans.ts';
import type { LabelledSpan } from '#core/store/label-document-table.ts';
import { tagsOf } from './labelled-documents.ts';

/**
 * The weighted BIO vote over one document as spans. The share of a span (0..1) is the part of the voting weight that
 * gave its tokens this type, averaged over the tokens: a vote share, not a probability.
 * @param voters in configuration order (which breaks ties); those that abstained are left out
 */
export function consensusSpans(
  document: Document,
  voters: readonly { readonly spans: readonly Span[]; readonly weight: number }[],
): LabelledSpan[] {
  if (voters.length === 0) return [];
  const names = voters.map((_, index) => String(index));
  const tagged = voters.map((voter) => tagsOf(voter.spans, document));
  const tags = consensusTags(
    {
      tokens: document.tokens.map((token) => document.text.slice(token.start, token.end)),
      labels: Object.fromEntries(names.map((name, index) => [name, tagged[index] ?? []])),
    },
    names,
    voters.map((voter) => voter.weight),
  );
  const tokenSpans = tokenSpansFromTags(tags ?? []);
  return spansFromTokenSpans(tokenSpans, document.tokens, document.text).map((span, index) => {
    const tokens = tokenSpans[index];
    return { ...span, share: tokens === undefined ? null : voteShare(tokens, voters, tagged) };
  });
}

function voteShare(
  span: TokenSpan,
  voters: readonly { readonly weight: number }[],
  tagged: readonly (readonly string[])[],
): number | null {
  const total = voters.reduce((sum, voter) => sum + voter.weight, 0) * (span.end - span.start);
  if (total <= 0) return null;
  let behind = 0;
  for (const [index, { weight }] of voters.entries()) {
    for (let token = span.start; token < span.end; token += 1) {
      if (tagged[index]?.[token]?.slice(2) === span.type) behind += weight;
    }
  }
  return behind / total;
}
