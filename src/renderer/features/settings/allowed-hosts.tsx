import { useCallback } from 'react';
import type { HostConsent } from '#shared/domain/host-consent.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { useQuery } from '../../app/use-query.ts';
import { Button } from '../../components/button.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatDateTime } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

const purposes = { annotator: 'hosts.forAnnotator', supervisor: 'hosts.forSupervisor' } as const;

/** What the user allowed on this computer, each with a way to take it back. */
export function AllowedHosts() {
  const { api, queries } = useServices();
  const { data } = useQuery('hosts.list', {});
  const forget = useAction(
    useCallback(
      async ({ host, purpose }: HostConsent) => {
        await api.call('hosts.forget', { host, purpose });
        await queries.refetch('hosts.list', {});
      },
      [api, queries],
    ),
  );
  return (
    <Panel title={t('hosts.title')} description={t('hosts.text')}>
      {data?.length === 0 && <p className="text-text-2">{t('hosts.none')}</p>}
      <ul className="flex flex-col">
        {(data ?? []).map((row) => {
          const purpose = t(purposes[row.purpose]);
          return (
            <li
              key={`${row.host} ${row.purpose}`}
              className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-1.5 last:border-0"
            >
              <span className="font-mono text-xs">{row.host}</span>
              <span className="flex-1 text-text-2">
                {purpose}, {t('hosts.since', { date: formatDateTime(row.at) })}
              </span>
              <Button
                size="sm"
                variant="ghost"
                disabled={forget.busy}
                aria-label={t('hosts.forgetHost', { host: row.host, purpose })}
                onClick={() => void forget.run(row)}
              >
                {t('hosts.forget')}
              </Button>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
