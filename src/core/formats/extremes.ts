// A call takes some 120,000 arguments before the stack overflows, and a hostile line holds more numbers than that: no
// `Math.max(...list)` and no `list.push(...others)` where a file says how long a list is.

/** @returns 0 for an empty list of numbers ≥ 0 */
export const largest = (numbers: readonly number[]): number =>
  numbers.reduce((most, number) => Math.max(most, number), 0);

/** @returns Infinity for an empty list */
export const smallest = (numbers: readonly number[]): number =>
  numbers.reduce((least, number) => Math.min(least, number), Infinity);
