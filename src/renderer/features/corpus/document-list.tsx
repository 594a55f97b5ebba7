import { FileText, History, Import, Trash2 } from 'lucide-react';
import { useCallback, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { documentPath, importPath } from '../../app/routes.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { useDebounced } from '../../app/use-debounced.ts';
import { usePagedRows } from '../../app/use-paged-rows.ts';
import { useQuery } from '../../app/use-query.ts';
import { AlertDialog } from '../../components/alert-dialog.tsx';
import { Button, buttonClass } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Page } from '../../components/page.tsx';
import { SearchInput } from '../../components/search-input.tsx';
import { t } from '../../i18n/t.ts';
import { documentColumns } from './document-columns.tsx';
import { ImportHistory } from './import-history.tsx';

/** The corpus as a list that holds a hundred thousand documents. */
export function DocumentList({ projectId }: { readonly projectId: string }) {
  const { api, toasts } = useServices();
  const [, navigate] = useLocation();
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [history, setHistory] = useState(false);
  const [asking, setAsking] = useState(false);
  const settled = useDebounced(search, 200);
  const stats = useQuery('corpus.stats', { projectId }).data;
  const { total, rowAt, onRange, error } = usePagedRows('corpus.list', { projectId, search: settled });
  const toggle = (key: number) =>
    setChosen((old) => {
      const next = new Set(old);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  const remove = useAction(
    useCallback(async () => {
      await api.call('corpus.remove', { projectId, keys: [...chosen] });
      toasts.getState().show({ tone: 'neutral', title: t('corpus.removed', { count: chosen.size }) });
      setChosen(new Set());
    }, [api, chosen, projectId, toasts]),
  );
  const nothing = total === 0 && settled === '';
  return (
    <Page width="full">
      <PageHeader
        title={t('corpus.title')}
        description={
          stats === undefined || stats.documents === 0
            ? undefined
            : t('corpus.summary', { count: stats.documents, tokens: stats.tokens, gold: stats.goldDocuments })
        }
        actions={
          <>
            <Button icon={History} onClick={() => setHistory(true)}>
              {t('corpus.history')}
            </Button>
            <Link href={importPath(projectId)} className={buttonClass('primary')}>
              <Import aria-hidden className="size-4" />
              {t('corpus.import')}
            </Link>
          </>
        }
      />
      {error !== undefined && total === null ? (
        <ErrorState error={error} />
      ) : nothing ? (
        <EmptyState
          icon={FileText}
          title={t('corpus.emptyTitle')}
          actions={
            <Link href={importPath(projectId)} className={buttonClass('secondary')}>
              {t('corpus.import')}
            </Link>
          }
        >
          {t('corpus.emptyText')}
        </EmptyState>
      ) : (
        <>
          <div className="flex min-h-8 flex-wrap items-center gap-3">
            <SearchInput value={search} onChange={setSearch} label={t('corpus.search')} className="w-80" />
            <span role="status" className="text-xs text-text-2">
              {settled !== '' && total !== null && t('corpus.found', { count: total })}
            </span>
            {chosen.size > 0 && (
              <div className="ml-auto flex items-center gap-2">
                <span className="text-text-2">{t('corpus.chosen', { count: chosen.size })}</span>
                <Button size="sm" variant="ghost" onClick={() => setChosen(new Set())}>
                  {t('common.clear')}
                </Button>
                <Button size="sm" icon={Trash2} busy={remove.busy} onClick={() => setAsking(true)}>
                  {t('corpus.remove')}
                </Button>
              </div>
            )}
          </div>
          <div className="min-h-0 flex-1 overflow-hidden rounded-panel border border-line bg-panel">
            <DataTable
              label={t('corpus.list')}
              className="h-full"
              columns={documentColumns(chosen, toggle)}
              rowCount={total ?? 12}
              rowAt={rowAt}
              rowKey={(row) => row.key}
              onRange={onRange}
              onOpen={(row, index) => {
                // The place in a search result would be wrong for next and previous.
                const place = settled === '' ? `/${index}` : '';
                navigate(documentPath(projectId, row.key) + place);
              }}
              onToggle={(row) => toggle(row.key)}
              isSelected={(row) => chosen.has(row.key)}
              empty={
                <p className="p-10 text-center text-text-2">{t('corpus.noneFound', { search: settled })}</p>
              }
            />
          </div>
        </>
      )}
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('corpus.removeTitle', { count: chosen.size })}
        confirm={t('corpus.remove')}
        onConfirm={() => void remove.run()}
      >
        {t('corpus.removeText')}
      </AlertDialog>
      <ImportHistory projectId={projectId} open={history} onOpenChange={setHistory} />
    </Page>
  );
}
