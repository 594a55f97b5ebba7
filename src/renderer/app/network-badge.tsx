import { CloudOff, Globe } from 'lucide-react';
import { Tooltip } from '../components/tooltip.tsx';
import { t } from '../i18n/t.ts';
import { useHealth } from './use-health.ts';

/** Says whether anything outside this computer may be contacted now. */
export function NetworkBadge() {
  const { data } = useHealth();
  const remote = data?.hosts.find((host) => host.allowed && !/^(127\.|localhost|\[?::1)/.test(host.host));
  const Icon = remote === undefined ? CloudOff : Globe;
  const help = remote === undefined ? t('app.offlineHelp') : t('app.onlineHelp', { host: remote.host });
  return (
    <Tooltip text={help}>
      <button
        type="button"
        className="flex h-7 shrink-0 cursor-help items-center gap-1.5 rounded-control px-1.5 text-xs text-text-2"
      >
        <Icon aria-hidden className="size-3.5" />
        <span className="max-lg:sr-only">{remote === undefined ? t('app.offline') : t('app.online')}</span>
      </button>
    </Tooltip>
  );
}
