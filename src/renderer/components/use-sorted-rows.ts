import { useMemo, useState } from 'react';
import { sortRows, type Sort, type SortValue } from './sort-rows.ts';

/** Local sorting for a table whose rows are all here. `values` gives the sort value per column id. */
export function useSortedRows<R>(
  rows: readonly R[],
  values: Readonly<Record<string, (row: R) => SortValue>>,
  initial: Sort | null = null,
): { readonly rows: readonly R[]; readonly sort: Sort | null; readonly onSort: (sort: Sort) => void } {
  const [sort, setSort] = useState(initial);
  const sorted = useMemo(() => {
    const valueOf = sort === null ? undefined : values[sort.column];
    return sort === null || valueOf === undefined ? rows : sortRows(rows, valueOf, sort.direction);
  }, [rows, sort, values]);
  return { rows: sorted, sort, onSort: setSort };
}
