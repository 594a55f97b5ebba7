import { useCallback, useEffect, useReducer, useState } from 'react';
import type { RpcInput, RpcOutput } from '#shared/rpc/contract.ts';
import { useServices } from './services.ts';

/** Methods that answer a page of rows and their total. */
type PagedMethod = 'corpus.list' | 'label.list' | 'ledger.list';
type Row<M extends PagedMethod> = RpcOutput<M>['rows'][number];

export interface PagedRows<R> {
  /** Null while not known yet. */
  readonly total: number | null;
  readonly rowAt: (index: number) => R | undefined;
  /** Give it to DataTable: fetches the pages that come into view. */
  readonly onRange: (first: number, last: number) => void;
  readonly error: unknown;
}

const pageSize = 100;

/** Rows of a long list, fetched page by page as they come into view and kept fresh by engine events. */
export function usePagedRows<M extends PagedMethod>(
  method: M,
  input: Omit<RpcInput<M>, 'offset' | 'limit'>,
): PagedRows<Row<M>> {
  const { queries } = useServices();
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const [range, setRange] = useState({ first: 0, last: 0 });
  const key = JSON.stringify(input);
  const inputOf = useCallback(
    (page: number) =>
      ({
        ...(JSON.parse(key) as object),
        offset: page * pageSize,
        limit: pageSize,
      }) as unknown as RpcInput<M>,
    [key],
  );
  const firstPage = Math.floor(range.first / pageSize);
  const lastPage = Math.floor(range.last / pageSize);
  useEffect(() => {
    const wanted = new Set([0]);
    for (let page = firstPage; page <= lastPage; page += 1) wanted.add(page);
    const ends = [...wanted].map((page) => queries.subscribe(method, inputOf(page), redraw));
    return () => {
      for (const end of ends) end();
    };
  }, [queries, method, inputOf, firstPage, lastPage]);
  const head = queries.snapshot(method, inputOf(0));
  return {
    total: head.data?.total ?? null,
    error: head.error,
    rowAt: (index) => {
      const page = Math.floor(index / pageSize);
      const data = queries.snapshot(method, inputOf(page)).data;
      return data?.rows[index - page * pageSize];
    },
    onRange: useCallback((first: number, last: number) => {
      setRange((old) => (old.first === first && old.last === last ? old : { first, last }));
    }, []),
  };
}
