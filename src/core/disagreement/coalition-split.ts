/** How the coalition and the other annotators stand to each other on one token. */
export interface CoalitionSplit {
  /** TV_between = ½ Σ_l |p_C(l) − p_R(l)|, 0..1; 0 if either side has no weight. */
  readonly between: number;
  /** 1 − Σ p_C², 0 for a single member. */
  readonly eliteInternal: number;
  /** 1 − Σ p_R², 0 for fewer than two. */
  readonly restInternal: number;
  /** TV_between − elite_internal if TV_between > 0, else 0; −1..1. */
  readonly eliteDominance: number;
}

/**
 * Total variation between the label distributions of coalition (C) and rest (R), and the conflict inside each.
 * Source: method.md 4.1.
 * @param coalition summed weight of coalition members per label (not normalised)
 * @param rest the same for the others, labels in the same order
 * @param coalitionSize members of the coalition that labelled the token
 * @param restSize others that labelled it
 */
export function coalitionSplit(
  coalition: ArrayLike<number>,
  rest: ArrayLike<number>,
  coalitionSize: number,
  restSize: number,
  count = coalition.length,
): CoalitionSplit {
  const coalitionWeight = sumOf(coalition, count);
  const restWeight = sumOf(rest, count);
  let difference = 0;
  if (coalitionWeight > 0 && restWeight > 0) {
    for (let index = 0; index < count; index += 1) {
      difference += Math.abs(
        (coalition[index] as number) / coalitionWeight - (rest[index] as number) / restWeight,
      );
    }
  }
  const between = difference / 2;
  const eliteInternal = internalConflict(coalition, coalitionWeight, coalitionSize, count);
  const restInternal = internalConflict(rest, restWeight, restSize, count);
  return { between, eliteInternal, restInternal, eliteDominance: between > 0 ? between - eliteInternal : 0 };
}

function internalConflict(masses: ArrayLike<number>, weight: number, size: number, count: number): number {
  if (size < 2 || weight <= 0) return 0;
  let squares = 0;
  for (let index = 0; index < count; index += 1) {
    const share = (masses[index] as number) / weight;
    squares += share * share;
  }
  return 1 - squares;
}

function sumOf(values: ArrayLike<number>, count: number): number {
  let sum = 0;
  for (let index = 0; index < count; index += 1) sum += values[index] as number;
  return sum;
}
