import type { TokenSpan } from '#shared/domain/span.ts';
import { parseTag } from '#core/labels/parse-tag.ts';
import { tokenSpansFromTags } from '#core/labels/tags-to-spans.ts';

/** The four error classes of the disagreement report; "from" is the reference, "to" the annotator. */
export const errorClasses = [
  'outside-to-entity',
  'entity-to-outside',
  'entity-to-entity',
  'span-error',
] as const;
export type ErrorClass = (typeof errorClasses)[number];

/** One token with another type than the reference. `from` and `to` are entity types or O. */
export interface TokenChange {
  readonly token: number;
  readonly from: string;
  readonly to: string;
}

/** Two overlapping spans of one type with different borders. */
export interface BoundaryShift {
  readonly reference: TokenSpan;
  readonly other: TokenSpan;
}

/** Entity type of a tag, `O` for none. */
export function typeOfTag(tag: string): string {
  const parsed = parseTag(tag);
  return parsed === null || parsed.prefix === 'O' ? 'O' : parsed.type;
}

export function errorClassOf(from: string, to: string): ErrorClass {
  if (from === 'O') return 'outside-to-entity';
  return to === 'O' ? 'entity-to-outside' : 'entity-to-entity';
}

/**
 * Tokens in `[start, end)` whose type differs. B- and I- of one type are no difference here.
 * Source: method.md 5.1.
 */
export function tokenChanges(
  reference: readonly string[],
  other: readonly string[],
  start: number,
  end: number,
): TokenChange[] {
  const changes: TokenChange[] = [];
  for (let token = start; token < end; token += 1) {
    const a = reference[token] ?? 'O';
    const b = other[token] ?? 'O';
    if (a === b) continue;
    const from = typeOfTag(a);
    const to = typeOfTag(b);
    if (from !== to) changes.push({ token, from, to });
  }
  return changes;
}

/**
 * Overlapping spans of one type with different borders, spans clipped to `[start, end)`.
 * Source: method.md 5.1.
 */
export function boundaryShifts(
  reference: readonly string[],
  other: readonly string[],
  start: number,
  end: number,
): BoundaryShift[] {
  const clip = (tags: readonly string[]): TokenSpan[] =>
    tokenSpansFromTags(tags.slice(start, end)).map((span) => ({
      start: span.start + start,
      end: span.end + start,
      type: span.type,
    }));
  const others = clip(other);
  return clip(reference).flatMap((span) =>
    others
      .filter(
        (candidate) =>
          candidate.type === span.type &&
          candidate.start < span.end &&
          span.start < candidate.end &&
          (candidate.start !== span.start || candidate.end !== span.end),
      )
      .map((candidate) => ({ reference: span, other: candidate })),
  );
}
