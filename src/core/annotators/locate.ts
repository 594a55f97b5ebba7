import type { EntityType } from '#shared/domain/entity-type.ts';
import type { Span } from '#shared/domain/span.ts';
import type { Mention } from './answer-schema.ts';
import { findOccurrences } from './find-occurrences.ts';
import type { Occurrence } from './find-occurrences.ts';
import { locateAsReference } from './locate-as-reference.ts';
import type { LocatedMentions } from './located-mentions.ts';
import { matchType } from './match-type.ts';

export interface LocateOptions {
  readonly allowNested?: boolean;
  /** Finds what the reference implementation finds, for comparisons (method.md 2.4 [ref]). */
  readonly asReference?: boolean;
}

/**
 * Turns answered mentions into spans of the text (method.md 2.4 [do]). Longer surfaces are placed first, and without
 * nesting a shorter one only gets places the longer ones left free. A surface listed once marks all its places; listed
 * several times, the n-th listing marks the n-th place.
 */
export function locateMentions(
  text: string,
  mentions: readonly Mention[],
  types: readonly EntityType[],
  options: LocateOptions = {},
): LocatedMentions {
  if (options.asReference === true) return locateAsReference(text, mentions, types);
  const allowNested = options.allowNested ?? false;
  const unlocated: string[] = [];
  const unknownTypes = new Map<string, number>();
  const adaptedTypes = new Map<string, number>();
  const listings = new Map<string, string[]>(); // surface → types, in the order of listing
  for (const mention of mentions) {
    const type = matchType(mention.type, types);
    if (type === undefined) {
      increment(unknownTypes, mention.type);
      continue;
    }
    if (!type.exact) increment(adaptedTypes, mention.type);
    const surface = mention.span.trim();
    const listed = listings.get(surface);
    if (listed === undefined) listings.set(surface, [type.name]);
    else listed.push(type.name);
  }

  let loose = 0;
  let surplus = 0;
  const spans: Span[] = [];
  const taken: Occurrence[] = [];
  const bySize = [...listings].sort(([a], [b]) => b.length - a.length); // stable: equal lengths keep their order
  for (const [surface, listed] of bySize) {
    const { occurrences, how } = findOccurrences(text, surface);
    if (how === 'none') {
      unlocated.push(...listed.map(() => surface));
      continue;
    }
    if (how !== 'exact') loose += listed.length;
    const free = occurrences.filter((place) => !taken.some((other) => overlaps(place, other)));
    const places = free.length > 0 || !allowNested ? free : occurrences;
    const chosen = listed.length === 1 ? places : places.slice(0, listed.length);
    surplus += Math.max(0, listed.length - Math.max(chosen.length, 0));
    for (const [index, place] of chosen.entries()) {
      if (!allowNested && taken.some((other) => overlaps(place, other))) continue; // "aa aa aa": own overlap
      const type = listed[Math.min(index, listed.length - 1)] ?? '';
      taken.push(place);
      spans.push({ ...place, type, text: text.slice(place.start, place.end) });
    }
  }
  spans.sort((a, b) => a.start - b.start || b.end - a.end);
  return {
    spans,
    unlocated,
    unknownTypes: Object.fromEntries(unknownTypes),
    adaptedTypes: Object.fromEntries(adaptedTypes),
    loose,
    surplus,
  };
}

function overlaps(a: Occurrence, b: Occurrence): boolean {
  return a.start < b.end && b.start < a.end;
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
