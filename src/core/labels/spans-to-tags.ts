import type { TokenSpan } from '#shared/domain/span.ts';
import { flatSpans } from './flat-spans.ts';

/**
 * BIO (IOB2) tags of spans: first token `B-type`, others `I-type`. Overlapping spans: longest first, then earliest, no
 * partial overwrite (`flatSpans`). Inverse of `tokenSpansFromTags` for spans that do not overlap.
 * Source: method.md 2.4 step 3 [do].
 * @returns as many tags as tokens
 */
export function tagsFromTokenSpans(spans: readonly TokenSpan[], tokenCount: number): string[] {
  const tags = new Array<string>(tokenCount).fill('O');
  for (const { start, end, type } of flatSpans(spans, tokenCount)) {
    tags[start] = `B-${type}`;
    tags.fill(`I-${type}`, start + 1, end);
  }
  return tags;
}
