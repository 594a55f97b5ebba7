import type { HotspotKind } from '#shared/domain/analysis.ts';

/**
 * What a hotspot is about, from whether any of its tokens reaches the threshold of each measure (and is above 0).
 * Source: method.md 4.2.
 * @param eliteSplits some token's elite_internal is in the top percentile: the coalition disagrees with itself
 * @param sidesDiffer some token's TV_between is: coalition and rest label differently
 */
export function hotspotKind(eliteSplits: boolean, sidesDiffer: boolean): HotspotKind {
  if (eliteSplits) return sidesDiffer ? 'complex' : 'elite-split';
  return sidesDiffer ? 'bias' : 'minor';
}
