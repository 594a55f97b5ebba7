import type { AnnotationTable } from '#core/labels/annotation-table.ts';
import { abstains, typeOfCode } from '#core/labels/label-codes.ts';

/**
 * Krippendorff's alpha for nominal values with missing ones:
 *   α = 1 − (n − 1) Σ_{c≠k} o_ck / Σ_{c≠k} n_c n_k,
 * o_ck = coincidences within units, each unit's pairs divided by (values − 1). Units with fewer than two values do not
 * count.
 * Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C/D.
 * @param units per unit how often each value occurs
 * @returns −1..1; 1 if only one value occurs at all (nothing to disagree on); null without a unit of two values
 */
export function nominalAlpha(units: Iterable<ArrayLike<number>>): number | null {
  const totals: number[] = [];
  let disagreement = 0;
  let n = 0;
  for (const counts of units) {
    let values = 0;
    let squares = 0;
    for (let c = 0; c < counts.length; c += 1) {
      const count = counts[c] as number;
      values += count;
      squares += count * count;
    }
    if (values < 2) continue;
    n += values;
    disagreement += (values * values - squares) / (values - 1);
    for (let c = 0; c < counts.length; c += 1) totals[c] = (totals[c] ?? 0) + (counts[c] as number);
  }
  if (n === 0) return null;
  const expected = n * n - totals.reduce((sum, total) => sum + total * total, 0);
  return expected === 0 ? 1 : 1 - ((n - 1) * disagreement) / expected;
}

/** `nominalAlpha` with tokens as units and entity types (O included, B- and I- merged) as values. */
export function tokenAlpha(table: AnnotationTable): number | null {
  return nominalAlpha(typeCounts(table));
}

function* typeCounts(table: AnnotationTable): Generator<Int32Array> {
  const width = table.annotators.length;
  const counts = new Int32Array(table.types.length);
  const tokens = table.starts[table.documents.length] as number;
  for (let row = 0; row < tokens * width; row += width) {
    counts.fill(0);
    for (let k = 0; k < width; k += 1) {
      const code = table.codes[row + k] as number;
      if (code === abstains) continue;
      const type = typeOfCode(code);
      counts[type] = (counts[type] as number) + 1;
    }
    yield counts;
  }
}
