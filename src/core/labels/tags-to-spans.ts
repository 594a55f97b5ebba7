import type { TokenSpan } from '#shared/domain/span.ts';
import { parseTag } from './parse-tag.ts';

/**
 * The one reading of tags in this product: B- and S- open a span, I- and E- continue a span of their type and otherwise
 * open one, E- and S- close it, O closes. So an I- without a B- and an I- of another type both open a span, no tag is
 * lost, and IOB1, IOB2, IOE, IOBES and BILOU are all read rightly. A text that is no tag counts as O.
 * Source: method.md 2.5, left column; the same as seqeval's lenient reading.
 * @returns spans in token order, not overlapping, `end` exclusive
 */
export function tokenSpansFromTags(tags: readonly string[]): TokenSpan[] {
  const spans: TokenSpan[] = [];
  let start = -1;
  let type = '';
  const close = (end: number): void => {
    if (start >= 0) spans.push({ start, end, type });
    start = -1;
  };
  for (let index = 0; index < tags.length; index += 1) {
    const tag = tags[index] ?? 'O';
    if (tag === 'O') {
      close(index);
      continue;
    }
    const parsed = parseTag(tag);
    if (parsed === null) {
      close(index);
      continue;
    }
    const continues = start >= 0 && type === parsed.type && (parsed.prefix === 'I' || parsed.prefix === 'E');
    if (!continues) {
      close(index);
      start = index;
      type = parsed.type;
    }
    if (parsed.prefix === 'E' || parsed.prefix === 'S') close(index + 1);
  }
  close(tags.length);
  return spans;
}
