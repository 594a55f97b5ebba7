import type { Hotspot } from '#shared/domain/analysis.ts';

/** Two labellings that are compared over one hotspot. */
export interface Comparison {
  readonly kind: 'elite-pair' | 'rest' | 'gold';
  /** The side that counts as given: an annotator id, or null for the consensus (or gold). */
  readonly reference: string | null;
  /** The annotator whose deviations are counted. */
  readonly annotator: string;
}

export interface ComparisonInput {
  readonly hotspot: Pick<Hotspot, 'start' | 'end' | 'kind'>;
  /** Labels of the hotspot's document; an annotator may be missing. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
  readonly annotators: readonly string[];
  /** Coalition in rank order. */
  readonly coalition: readonly string[];
  /** Weight of each annotator, in the order of `annotators`. */
  readonly weights: readonly number[];
  readonly goldReference: boolean;
}

/**
 * Which comparisons tell what a hotspot is about: for an elite split or a complex one the two coalition members that
 * differ most; for bias, complex and minor ones each annotator outside the coalition against the consensus; with gold
 * each annotator against gold. Annotators without labels for the document are left out.
 * Source: method.md 5.1.
 */
export function hotspotComparisons(input: ComparisonInput): Comparison[] {
  const { hotspot, labels, annotators, coalition, goldReference } = input;
  const present = annotators.filter((annotator) => labels[annotator] !== undefined);
  if (goldReference) {
    return present.map((annotator) => ({ kind: 'gold', reference: null, annotator }));
  }
  const comparisons: Comparison[] = [];
  if (hotspot.kind === 'elite-split' || hotspot.kind === 'complex') {
    const pair = mostDifferentPair(input);
    if (pair !== null) comparisons.push({ kind: 'elite-pair', reference: pair[0], annotator: pair[1] });
  }
  if (hotspot.kind !== 'elite-split') {
    for (const annotator of present) {
      if (!coalition.includes(annotator)) comparisons.push({ kind: 'rest', reference: null, annotator });
    }
  }
  return comparisons;
}

/**
 * The two coalition members that differ in most tokens of the hotspot; ties → larger sum of weights, then rank order.
 * The one of higher rank comes first. Null for fewer than two members.
 */
export function mostDifferentPair(
  input: Pick<ComparisonInput, 'hotspot' | 'labels' | 'coalition' | 'annotators' | 'weights'>,
): readonly [string, string] | null {
  const { hotspot, labels, coalition, annotators, weights } = input;
  const weightOf = (annotator: string): number => weights[annotators.indexOf(annotator)] ?? 0;
  const members = coalition.filter((annotator) => labels[annotator] !== undefined);
  let best: { pair: readonly [string, string]; differences: number; weight: number } | null = null;
  for (const [rank, one] of members.entries()) {
    for (const other of members.slice(rank + 1)) {
      let differences = 0;
      for (let token = hotspot.start; token < hotspot.end; token += 1) {
        if (labels[one]?.[token] !== labels[other]?.[token]) differences += 1;
      }
      const weight = weightOf(one) + weightOf(other);
      const isBetter =
        best === null ||
        differences > best.differences ||
        (differences === best.differences && weight > best.weight + 1e-9);
      if (isBetter) best = { pair: [one, other], differences, weight };
    }
  }
  return best?.pair ?? null;
}
