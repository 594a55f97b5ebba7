/** How many of the indices 0 … length − 1 satisfy a test that holds for a prefix of them: a binary search. */
export function prefixLength(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
