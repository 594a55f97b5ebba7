import type { Span } from '#shared/domain/span.ts';

/** What became of an answer's mentions in the text. */
export interface LocatedMentions {
  /** By start, then longer first. Without nesting they do not overlap. */
  readonly spans: readonly Span[];
  /** Surfaces that do not occur, once per listing. */
  readonly unlocated: readonly string[];
  /** Type name outside the schema → listings dropped for it. */
  readonly unknownTypes: Readonly<Record<string, number>>;
  /** Type names accepted in another form, e.g. "person" for PER → listings. */
  readonly adaptedTypes: Readonly<Record<string, number>>;
  /** Listings found only after white space, case or character forms were disregarded. */
  readonly loose: number;
  /** Listings beyond the number of occurrences, and listings that lost against a longer one. */
  readonly surplus: number;
}
