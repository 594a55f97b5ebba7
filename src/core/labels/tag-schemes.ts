import type { TokenSpan } from '#shared/domain/span.ts';
import { flatSpans } from './flat-spans.ts';
import { parseTag } from './parse-tag.ts';

export const tagSchemes = ['iob1', 'iob2', 'iobes', 'bilou'] as const;
export type TagScheme = (typeof tagSchemes)[number];

const marks = {
  iob1: { first: 'I', only: 'I', last: 'I' },
  iob2: { first: 'B', only: 'B', last: 'I' },
  iobes: { first: 'B', only: 'S', last: 'E' },
  bilou: { first: 'B', only: 'U', last: 'L' },
} as const satisfies Record<TagScheme, unknown>;

/**
 * Tags of spans in a scheme. IOB1 writes B- only where a span directly follows another of its type. Overlapping spans
 * are chosen from as in `tagsFromTokenSpans`. Reading the tags back with `tokenSpansFromTags` gives the same spans.
 * @returns as many tags as tokens
 */
export function encodeTags(spans: readonly TokenSpan[], tokenCount: number, scheme: TagScheme): string[] {
  const tags = new Array<string>(tokenCount).fill('O');
  const { first, only, last } = marks[scheme];
  let previous: TokenSpan | undefined;
  for (const span of flatSpans(spans, tokenCount)) {
    const { start, end, type } = span;
    const touches = previous?.end === start && previous.type === type;
    tags.fill(`I-${type}`, start, end);
    tags[end - 1] = `${last}-${type}`;
    tags[start] = `${scheme === 'iob1' && touches ? 'B' : end - start === 1 ? only : first}-${type}`;
    previous = span;
  }
  return tags;
}

export interface SchemeGuess {
  /** null: no tag at all (all O, or not tags). */
  readonly scheme: TagScheme | null;
  /** I- or E- tags that open a span: how IOB1 looks, a defect in IOB2. */
  readonly orphans: number;
  /** Entries that are no tag of any scheme. */
  readonly unreadable: number;
}

/**
 * Names the scheme of tag sequences (one per document or sentence): U- or L- means BILOU; S- or E- means IOBES; I-
 * opening spans with every B- behind a span of its own type means IOB1; else IOB2 (with `orphans` as its defects).
 */
export function detectTagScheme(sequences: Iterable<readonly string[]>): SchemeGuess {
  let orphans = 0;
  let unreadable = 0;
  let bThatSeparates = 0;
  let b = 0;
  let tagged = 0;
  let hasBilou = false;
  let hasIobes = false;
  for (const tags of sequences) {
    let openType: string | null = null; // type of the span the previous token belongs to
    for (const tag of tags) {
      const parsed = parseTag(tag);
      if (parsed === null) unreadable += 1;
      if (parsed === null || parsed.prefix === 'O') {
        openType = null;
        continue;
      }
      tagged += 1;
      hasBilou ||= tag.startsWith('U') || tag.startsWith('L');
      hasIobes ||= tag.startsWith('S') || tag.startsWith('E');
      if (parsed.prefix === 'B') {
        b += 1;
        if (openType === parsed.type) bThatSeparates += 1;
      } else if (parsed.prefix !== 'S' && openType !== parsed.type) {
        orphans += 1;
      }
      openType = parsed.type;
    }
  }
  const scheme = hasBilou
    ? 'bilou'
    : hasIobes
      ? 'iobes'
      : orphans > 0 && b === bThatSeparates
        ? 'iob1'
        : 'iob2';
  return { scheme: tagged === 0 ? null : scheme, orphans, unreadable };
}
