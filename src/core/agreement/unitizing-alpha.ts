import { prefixLength } from '#shared/prefix-length.ts';
/** A stretch `[start, end)` of the continuum. */
interface Unit {
  readonly start: number;
  readonly end: number;
}

export interface UnitizingAlpha {
  /** α_U of one category; null where chance cannot disagree (no unit at all, or nothing but units). */
  readonly alpha: number | null;
  readonly observed: number;
  readonly expected: number;
}

/**
 * Krippendorff's alpha for unitizing, one category: do observers cut the same stretches out of a continuum? Other
 * than span F1 it measures how far borders are apart and is corrected for chance.
 *   D_o = Σ_{i≠j} Σ_g Σ_h δ² / (m (m − 1) L²);  δ² of two overlapping units = (difference of starts)² + (difference of
 *   ends)²; of a unit that overlaps none of the other observer's = its length squared
 *   D_e = (2/L) Σ_units [ (N − 1)/3 · (2l³ − 3l² + l) + l² Σ_{gaps ≥ l} (gap − l + 1) ] / (mL (mL − 1) − Σ_units l (l − 1))
 *   α_U = 1 − D_o / D_e
 * Source: Krippendorff (1995), On the reliability of unitizing continuous data; (2004) Content Analysis, 2nd ed., 11.6.
 * @param observers units of the category per observer (at least two), in order and not overlapping
 * @param length L > 0 of the continuum, in the units' measure
 */
export function unitizingAlpha(observers: readonly (readonly Unit[])[], length: number): UnitizingAlpha {
  const observed = observedDisagreement(observers, length);
  const expected = expectedDisagreement(observers, length);
  return { observed, expected, alpha: expected === 0 ? null : 1 - observed / expected };
}

/**
 * α_U over several categories: 1 − Σ_c D_o / Σ_c D_e. Null where chance cannot disagree.
 * @param categories observers' units per category
 */
export function overallUnitizingAlpha(
  categories: Iterable<readonly (readonly Unit[])[]>,
  length: number,
): number | null {
  let observed = 0;
  let expected = 0;
  for (const observers of categories) {
    const alpha = unitizingAlpha(observers, length);
    observed += alpha.observed;
    expected += alpha.expected;
  }
  return expected === 0 ? null : 1 - observed / expected;
}

function observedDisagreement(observers: readonly (readonly Unit[])[], length: number): number {
  const m = observers.length;
  let sum = 0;
  observers.forEach((units, i) => {
    observers.forEach((others, j) => {
      if (i !== j) sum += oneSided(units, others);
    });
  });
  return sum / (m * (m - 1) * length * length);
}

/** Distances of one observer's units to the other's; an overlap counts from both sides, a lonely unit twice here. */
function oneSided(units: readonly Unit[], others: readonly Unit[]): number {
  let sum = 0;
  let first = 0;
  for (const unit of units) {
    while ((others[first]?.end ?? Infinity) <= unit.start) first += 1;
    let isLonely = true;
    for (let h = first; h < others.length; h += 1) {
      const other = others[h];
      if (other === undefined || other.start >= unit.end) break;
      isLonely = false;
      sum += (unit.start - other.start) ** 2 + (unit.end - other.end) ** 2;
    }
    if (isLonely) sum += 2 * (unit.end - unit.start) ** 2;
  }
  return sum;
}

function expectedDisagreement(observers: readonly (readonly Unit[])[], length: number): number {
  const lengths = observers.flatMap((units) => units.map(({ start, end }) => end - start));
  const gaps = observers.flatMap((units) => gapsOf(units, length)).sort((a, b) => b - a);
  const gapSums = [0];
  for (const gap of gaps) gapSums.push((gapSums.at(-1) ?? 0) + gap);
  let sum = 0;
  let within = 0;
  for (const l of lengths) {
    const wide = prefixLength(gaps.length, (index) => (gaps[index] as number) >= l); // gaps of at least l
    const room = (gapSums[wide] as number) + wide * (1 - l);
    sum += ((lengths.length - 1) / 3) * (2 * l ** 3 - 3 * l ** 2 + l) + l ** 2 * room;
    within += l * (l - 1);
  }
  const cells = observers.length * length;
  const denominator = cells * (cells - 1) - within;
  return denominator === 0 ? 0 : ((2 / length) * sum) / denominator;
}

function gapsOf(units: readonly Unit[], length: number): number[] {
  const gaps: number[] = [];
  let end = 0;
  for (const unit of units) {
    if (unit.start > end) gaps.push(unit.start - end);
    end = unit.end;
  }
  if (length > end) gaps.push(length - end);
  return gaps;
}
