import { Download } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { LedgerEntry } from '#shared/rpc/system.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { usePagedRows } from '../../app/use-paged-rows.ts';
import { Button } from '../../components/button.tsx';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { Switch } from '../../components/switch.tsx';
import { formatFileSize, formatDateTime } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { AllowedHosts } from './allowed-hosts.tsx';

const columns: readonly Column<LedgerEntry>[] = [
  { id: 'at', header: t('settings.columnTime'), width: '160px', cell: (row) => formatDateTime(row.at) },
  {
    id: 'host',
    header: t('settings.columnHost'),
    width: 'minmax(280px, 1.2fr)',
    cell: (row) => (
      <span className="flex items-center gap-2">
        <span className="truncate font-mono text-xs" title={row.host}>
          {row.host}
        </span>
        {!row.allowed ? (
          <StatusChip tone="danger">{t('settings.blocked')}</StatusChip>
        ) : (
          <StatusChip tone={row.loopback ? 'neutral' : 'info'}>
            {row.loopback ? t('settings.local') : t('settings.remote')}
          </StatusChip>
        )}
      </span>
    ),
  },
  {
    id: 'purpose',
    header: t('settings.columnPurpose'),
    width: 'minmax(140px, 1fr)',
    cell: (row) => {
      const words = `${row.purpose} · ${row.method} ${row.path}`;
      return <span title={words}>{words}</span>;
    },
  },
  {
    id: 'sent',
    header: t('settings.columnSent'),
    width: '76px',
    align: 'end',
    cell: (row) => formatFileSize(row.requestBytes),
  },
  {
    id: 'got',
    header: t('settings.columnReceived'),
    width: '86px',
    align: 'end',
    cell: (row) => formatFileSize(row.responseBytes),
  },
  {
    id: 'text',
    header: t('settings.columnText'),
    width: '120px',
    cell: (row) => (row.containsDocumentText ? t('settings.withText') : t('settings.withoutText')),
  },
  {
    id: 'status',
    header: t('settings.columnStatus'),
    width: '68px',
    align: 'end',
    cell: (row) => (row.status === 0 ? '–' : row.status),
  },
];

/** Every request of the app, so that "nothing leaves" can be checked. */
export function NetworkLedger() {
  const { api, toasts } = useServices();
  const [remoteOnly, setRemoteOnly] = useState(false);
  const { total, rowAt, onRange, error } = usePagedRows('ledger.list', { remoteOnly });
  const save = useAction(
    useCallback(async () => {
      const { fileName, text, rows, total: all } = await api.call('ledger.export', {});
      const path = await api.pickSavePath(fileName);
      if (path === null) return;
      await api.call('files.save', { path, content: text, base64: false });
      await api.reveal(path);
      toasts.getState().show({
        tone: 'success',
        title: rows < all ? t('settings.ledgerSavedPart', { rows, total: all }) : t('settings.ledgerSaved'),
      });
    }, [api, toasts]),
  );
  if (error !== undefined && total === null) return <ErrorState error={error} />;
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3">
      <AllowedHosts />
      <div className="flex flex-wrap items-center gap-4">
        <p className="min-w-60 flex-1 text-text-2">{t('settings.ledgerText')}</p>
        <Switch label={t('settings.ledgerRemote')} checked={remoteOnly} onChange={setRemoteOnly} />
        <Button size="sm" icon={Download} busy={save.busy} onClick={() => void save.run()}>
          {t('settings.ledgerExport')}
        </Button>
      </div>
      <div className="min-h-0 flex-1 overflow-hidden rounded-panel border border-line bg-panel">
        <DataTable
          label={t('settings.network')}
          className="h-full"
          columns={columns}
          rowCount={total ?? 8}
          rowAt={rowAt}
          rowKey={(row) => String(row.id)}
          onRange={onRange}
          empty={
            <p className="p-10 text-center text-text-2">
              {remoteOnly ? t('settings.ledgerEmptyRemote') : t('settings.ledgerEmpty')}
            </p>
          }
        />
      </div>
    </div>
  );
}
