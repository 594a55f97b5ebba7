import type { Health } from '#shared/rpc/system.ts';
import { StatusChip } from '../../components/status-chip.tsx';
import { t } from '../../i18n/t.ts';

/** Every host the app may contact, and whether it may now. */
export function HostList({ hosts }: { readonly hosts: Health['hosts'] }) {
  return (
    <ul className="mt-2 flex flex-col">
      {hosts.map((host) => (
        <li
          key={host.host}
          className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-1.5 last:border-0"
        >
          <span className="font-mono text-xs">{host.host}</span>
          <span className="flex-1 text-text-2">{host.purpose}</span>
          <StatusChip tone={host.allowed ? 'info' : 'neutral'}>
            {host.allowed ? t('home.hostAllowed') : t('home.hostBlocked')}
          </StatusChip>
        </li>
      ))}
    </ul>
  );
}
