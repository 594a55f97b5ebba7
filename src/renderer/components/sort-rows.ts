export interface Sort {
  readonly column: string;
  readonly direction: 'ascending' | 'descending';
}
export type SortValue = string | number | boolean | null;

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

function compare(a: SortValue, b: SortValue): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === 'string' || typeof b === 'string') return collator.compare(String(a), String(b));
  return Number(a) - Number(b);
}

/** Stable; null values stay last in both directions. */
export function sortRows<R>(
  rows: readonly R[],
  valueOf: (row: R) => SortValue,
  direction: Sort['direction'],
): readonly R[] {
  const sign = direction === 'ascending' ? 1 : -1;
  return rows.toSorted((a, b) => {
    const left = valueOf(a);
    const right = valueOf(b);
    return left === null || right === null ? compare(left, right) : sign * compare(left, right);
  });
}

/** First click sorts the way that is useful for the column, the second turns it round. */
export function nextSort(current: Sort | null, column: string, first: Sort['direction']): Sort {
  if (current?.column !== column) return { column, direction: first };
  return { column, direction: current.direction === 'ascending' ? 'descending' : 'ascending' };
}
