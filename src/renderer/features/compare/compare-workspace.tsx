import { useEffect, useMemo } from 'react';
import { useLocation } from 'wouter';
import { useStore } from 'zustand';
import { stepPath } from '../../app/routes.ts';
import { useQuery } from '../../app/use-query.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { t } from '../../i18n/t.ts';
import type { IterationInput } from '../results/annotator-names.ts';
import { inReadingOrder } from './compare-logic.ts';
import { useCompareStore } from './compare-store.ts';
import { DocumentList } from './document-list.tsx';
import { DocumentPane } from './document-pane.tsx';

interface CompareWorkspaceProps {
  readonly input: IterationInput;
  readonly documentKey: number | null;
  readonly offset: number | null;
}

/** Document list at the left, the document at the right. */
export function CompareWorkspace({ input, documentKey, offset }: CompareWorkspaceProps) {
  const [, navigate] = useLocation();
  const store = useCompareStore();
  const filter = useStore(store, (state) => state.filter);
  const search = useStore(store, (state) => state.search);
  const list = useQuery('compare.documents', { ...input, filter }, { keepPrevious: true });
  const rows = useMemo(() => {
    const all = list.data?.rows ?? [];
    const wanted = search.trim().toLocaleLowerCase();
    if (wanted === '') return all;
    return all.filter((row) => `${row.id} ${row.snippet}`.toLocaleLowerCase().includes(wanted));
  }, [list.data, search]);
  const order = useMemo(() => inReadingOrder(rows, list.data?.hotspots ?? []), [rows, list.data]);
  const current = documentKey ?? rows[0]?.key ?? null;
  const openDocument = (key: number): void =>
    navigate(`${stepPath(input.projectId, 'compare')}/${key}`, { replace: true });
  useEffect(() => {
    store.getState().set({ hotspotId: null, digits: 'labels' });
  }, [store, input.runId, input.iteration]);

  if (list.data === undefined) {
    return list.error === undefined ? (
      <SkeletonLines lines={8} className="p-8" />
    ) : (
      <ErrorState error={list.error} onRetry={list.refetch} />
    );
  }
  return (
    <div className="flex h-full min-h-0">
      <DocumentList input={input} rows={rows} current={current} onOpen={openDocument} />
      <div className="flex min-w-0 flex-1 flex-col">
        {current === null ? (
          <p className="p-8 text-text-2">{t('compare.noDocument')}</p>
        ) : (
          <DocumentPane
            key={`${input.runId} ${input.iteration}`}
            input={input}
            documentKey={current}
            offset={documentKey === null ? null : offset}
            rows={rows}
            order={order}
            onOpen={openDocument}
          />
        )}
      </div>
    </div>
  );
}
