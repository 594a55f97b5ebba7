import type { HotspotCase } from './hotspot-cases.ts';

/** Cases at most this many tokens apart are one mention. */
const maxDistance = 2;

/** Neighbouring equal cases: one place in a text, however many tokens and annotators it concerns. */
export interface Mention {
  readonly cases: readonly [HotspotCase, ...HotspotCase[]];
  /** Hull of the cases' tokens, `end` exclusive. */
  readonly start: number;
  readonly end: number;
}

/**
 * Groups cases of one label change (`from` and `to`), document, hotspot kind and kind of comparison whose tokens are at
 * most two apart.
 * Source: method.md 5.1 (last paragraph), grouped by both types as section 8 row 17 asks.
 */
export function mentionsOf(cases: readonly HotspotCase[]): Mention[] {
  const groups = Map.groupBy(cases, ({ from, to, hotspot, comparison }) =>
    JSON.stringify([hotspot.documentId, from, to, hotspot.kind, comparison.kind]),
  );
  const mentions: Mention[] = [];
  for (const group of groups.values()) {
    let open: { cases: [HotspotCase, ...HotspotCase[]]; start: number; end: number } | null = null;
    for (const one of group.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
      if (open !== null && one.start - (open.end - 1) <= maxDistance) {
        open.cases.push(one);
        open.end = Math.max(open.end, one.end);
      } else {
        open = { cases: [one], start: one.start, end: one.end };
        mentions.push(open);
      }
    }
  }
  return mentions;
}
