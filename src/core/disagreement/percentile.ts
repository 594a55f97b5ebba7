import { AppError } from '#shared/errors.ts';

/**
 * Percentile with linear interpolation: rank r = (n − 1) q / 100 on ascending values,
 * v[⌊r⌋] + (r − ⌊r⌋) (v[⌊r⌋ + 1] − v[⌊r⌋]).
 * Source: method.md 4.2; the default method of numpy.percentile.
 * @param values any order, not changed; empty → 0
 * @param q 0..100
 * @throws {AppError} INVALID_ARGUMENT if q is outside 0..100
 */
export function percentile(values: ArrayLike<number>, q: number): number {
  if (!(q >= 0 && q <= 100)) {
    throw new AppError('INVALID_ARGUMENT', `percentile: q must be within 0..100, got ${q}.`);
  }
  const count = values.length;
  if (count === 0) return 0;
  // Most scores are 0: sort the others only.
  const others = Float64Array.from(nonZero(values)).sort();
  const firstPositive = others.findIndex((value) => value > 0);
  const below = firstPositive === -1 ? others.length : firstPositive;
  const zeros = count - others.length;
  const at = (rank: number): number => {
    if (rank < below) return others[rank] as number;
    return rank < below + zeros ? 0 : (others[rank - zeros] as number);
  };
  const rank = ((count - 1) * q) / 100;
  const low = Math.floor(rank);
  const lowValue = at(low);
  const highValue = at(Math.min(low + 1, count - 1));
  return lowValue + (rank - low) * (highValue - lowValue);
}

function nonZero(values: ArrayLike<number>): number[] {
  const others: number[] = [];
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number;
    if (value !== 0) others.push(value);
  }
  return others;
}
