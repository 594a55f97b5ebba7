import { useCallback } from 'react';
import type { HostPurpose } from '#shared/domain/host-consent.ts';
import { Checkbox } from '../components/checkbox.tsx';
import { t } from '../i18n/t.ts';
import { useServices } from './services.ts';
import { useAction } from './use-action.ts';
import { useQuery } from './use-query.ts';

interface HostConsentProps {
  /** `host:port`. */
  readonly host: string;
  readonly purpose: HostPurpose;
  readonly className?: string;
}

const words = {
  annotator: { label: 'hosts.allowAnnotator', help: 'hosts.allowAnnotatorHelp' },
  supervisor: { label: 'hosts.allowSupervisor', help: 'hosts.allowSupervisorHelp' },
} as const;

/** The user's leave to send text to another computer; kept on this one, for all projects. */
export function HostConsent({ host, purpose, className }: HostConsentProps) {
  const { api, queries } = useServices();
  const { data } = useQuery('hosts.list', {});
  const change = useAction(
    useCallback(
      async (allowed: boolean) => {
        await api.call(allowed ? 'hosts.allow' : 'hosts.forget', { host, purpose });
        await queries.refetch('hosts.list', {});
      },
      [api, host, purpose, queries],
    ),
  );
  return (
    <Checkbox
      {...(className === undefined ? {} : { className })}
      label={t(words[purpose].label, { host })}
      help={t(words[purpose].help)}
      disabled={data === undefined || change.busy}
      checked={data?.some((row) => row.host === host && row.purpose === purpose) ?? false}
      onChange={(allowed) => void change.run(allowed)}
    />
  );
}
