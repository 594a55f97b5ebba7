import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import { HostConsent } from '../../app/host-consent.tsx';
import { useQuery } from '../../app/use-query.ts';
import { Panel } from '../../components/panel.tsx';
import { t } from '../../i18n/t.ts';
import { remoteHosts } from './remote-hosts.ts';

/** Asks for leave where annotators of the pool are on other computers; nothing where all are on this one. */
export function RemoteAnnotators({ pool }: { readonly pool: readonly AnnotatorConfig[] | null }) {
  const ollamaUrl = useQuery('settings.get', {}).data?.ollamaUrl;
  const hosts = remoteHosts(pool ?? [], ollamaUrl ?? '');
  if (hosts.length === 0) return null;
  return (
    <Panel title={t('hosts.elsewhere')} description={t('hosts.elsewhereText')}>
      <ul className="flex flex-col gap-4">
        {hosts.map(({ host, names }) => (
          <li key={host}>
            <p className="text-xs text-text-2">{names.join(', ')}</p>
            <HostConsent className="mt-1" host={host} purpose="annotator" />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
