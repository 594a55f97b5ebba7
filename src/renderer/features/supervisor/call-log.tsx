import { useState } from 'react';
import { useQuery } from '../../app/use-query.ts';
import { Panel } from '../../components/panel.tsx';
import { Sheet } from '../../components/sheet.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { formatDateTime, formatUsd } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

/** Every request to the supervisor with its answer. */
export function CallLog({ projectId }: { readonly projectId: string }) {
  const calls = useQuery('supervisor.calls', { projectId, runId: null }).data ?? [];
  const [openId, setOpenId] = useState<string | null>(null);
  const open = calls.find((call) => call.callId === openId);
  return (
    <Panel title={t('supervisor.calls')}>
      {calls.length === 0 ? (
        <p className="text-text-2">{t('supervisor.callsNone')}</p>
      ) : (
        <ul className="max-h-80 overflow-auto">
          {calls.map((call) => (
            <li key={call.callId} className="border-b border-line last:border-0">
              <button
                type="button"
                onClick={() => setOpenId(call.callId)}
                className="ring-inset-focus flex w-full items-center gap-3 py-2 text-left hover:bg-hover"
              >
                <StatusChip tone={call.status === 'ok' ? 'success' : 'neutral'}>{call.status}</StatusChip>
                <span className="font-medium">{call.phase}</span>
                <span className="min-w-0 flex-1 truncate text-xs text-text-2">
                  {t('supervisor.callRow', {
                    at: formatDateTime(call.at),
                    model: call.model,
                    input: call.inputTokens,
                    output: call.outputTokens,
                    cost: formatUsd(call.costUsd),
                  })}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <Sheet
        width="xl"
        open={open !== undefined}
        onOpenChange={() => setOpenId(null)}
        title={open?.phase ?? ''}
      >
        {(['request', 'response'] as const).map((part) => (
          <section key={part} className="mb-5">
            <h3 className="mb-1 font-medium">
              {part === 'request' ? t('supervisor.callRequest') : t('supervisor.callResponse')}
            </h3>
            <pre
              tabIndex={0}
              className="max-h-[40vh] overflow-auto rounded-control border border-line bg-sunken p-3 font-mono text-xs whitespace-pre-wrap"
            >
              {open?.[part]}
            </pre>
          </section>
        ))}
      </Sheet>
    </Panel>
  );
}
