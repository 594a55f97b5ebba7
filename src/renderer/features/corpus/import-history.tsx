import { Undo2 } from 'lucide-react';
import { useCallback } from 'react';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { useQuery } from '../../app/use-query.ts';
import { Button } from '../../components/button.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Sheet } from '../../components/sheet.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { formatDateTime } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

interface ImportHistoryProps {
  readonly projectId: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** Past imports, each of which can be undone as a whole. */
export function ImportHistory({ projectId, open, onOpenChange }: ImportHistoryProps) {
  const { api, toasts } = useServices();
  const { data, error, refetch } = useQuery('import.history', open ? { projectId } : null);
  const undo = useAction(
    useCallback(
      async (importId: number) => {
        await api.call('import.undo', { projectId, importId });
        toasts.getState().show({ tone: 'success', title: t('corpus.historyUndone') });
      },
      [api, projectId, toasts],
    ),
  );
  return (
    <Sheet
      open={open}
      onOpenChange={onOpenChange}
      title={t('corpus.historyTitle')}
      description={t('corpus.historyText')}
    >
      {error !== undefined ? (
        <ErrorState compact error={error} onRetry={refetch} />
      ) : data === undefined ? (
        <SkeletonLines />
      ) : data.length === 0 ? (
        <p className="text-text-2">{t('corpus.historyEmpty')}</p>
      ) : (
        <ul>
          {data.map((entry) => (
            <li key={entry.importId} className="flex items-start gap-3 border-b border-line py-3">
              <div className="min-w-0 flex-1">
                <p className="font-medium break-words">{entry.files.join(', ')}</p>
                <p className="text-xs text-text-2">
                  {t('corpus.historyRow', { count: entry.documents, date: formatDateTime(entry.at) })}
                </p>
              </div>
              {entry.undone ? (
                <StatusChip tone="neutral">{t('corpus.historyWasUndone')}</StatusChip>
              ) : (
                <Button size="sm" icon={Undo2} busy={undo.busy} onClick={() => void undo.run(entry.importId)}>
                  {t('corpus.historyUndo')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Sheet>
  );
}
