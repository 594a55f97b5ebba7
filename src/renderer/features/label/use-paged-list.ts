import { useState } from 'react';
import type { RpcOutput } from '#shared/rpc/contract.ts';
import { useQuery } from '../../app/use-query.ts';

export type LabelRow = RpcOutput<'label.list'>['rows'][number];

const pageSize = 100;

export interface PagedList {
  readonly total: number;
  readonly rowAt: (index: number) => LabelRow | undefined;
  /** Tell it what is visible; it holds the page in view and its neighbour. */
  readonly onRange: (first: number, last: number) => void;
  readonly error: unknown;
  readonly loading: boolean;
}

/** The labelled documents, a page at a time, however many there are. */
export function usePagedList(projectId: string, order: 'corpus' | 'doubt', search: string): PagedList {
  const [page, setPage] = useState(0);
  const input = (at: number) => ({ projectId, order, search, offset: at * pageSize, limit: pageSize });
  const first = useQuery('label.list', input(page), { keepPrevious: false });
  const second = useQuery('label.list', input(page + 1), { keepPrevious: false });
  const head = useQuery('label.list', input(0), { keepPrevious: true });
  const total = first.data?.total ?? head.data?.total ?? 0;
  return {
    total,
    loading: head.data === undefined && head.error === undefined,
    error: head.error,
    rowAt: (index) => {
      const place = index - page * pageSize;
      if (place >= 0 && place < pageSize) return first.data?.rows[place];
      if (place >= pageSize && place < 2 * pageSize) return second.data?.rows[place - pageSize];
      return index < pageSize ? head.data?.rows[index] : undefined;
    },
    onRange: (from) => {
      const wanted = Math.floor(from / pageSize);
      if (wanted !== page) setPage(wanted);
    },
  };
}
