import { ArrowRightLeft } from 'lucide-react';
import type { RunStatus } from '#shared/domain/run.ts';
import type { SupervisorConfig } from '#shared/domain/run-settings.ts';
import { useAction } from '../../app/use-action.ts';
import { useQuery } from '../../app/use-query.ts';
import { useServices } from '../../app/services.ts';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { t } from '../../i18n/t.ts';

const isSame = (a: SupervisorConfig, b: SupervisorConfig): boolean =>
  a.kind === b.kind && a.model === b.model && a.url === b.url;

const nameOf = ({ kind, model }: SupervisorConfig): string =>
  kind === 'rules' ? t('supervisor.kindRules') : model;

/** Where a run that is not at work would go on with another supervisor than the project has by now. */
export function OtherSupervisorNotice({
  projectId,
  run,
}: {
  readonly projectId: string;
  readonly run: RunStatus;
}) {
  const { api, queries } = useServices();
  const chosen = useQuery('supervisor.get', { projectId }).data?.config;
  const use = useAction(async () => {
    await api.call('run.useSupervisor', { projectId });
    await queries.refetch('run.status', { projectId });
  });
  const own = run.settings.supervisor;
  const rests = run.state !== 'running' && run.state !== 'done' && run.state !== 'stopped';
  // A model that is not chosen yet can't be used.
  const isReady = chosen !== undefined && (chosen.kind === 'rules' || chosen.model !== '');
  if (!rests || !isReady || run.settings.iterations === 0 || isSame(own, chosen)) return null;
  return (
    <Notice
      tone="info"
      action={
        <Button size="sm" icon={ArrowRightLeft} busy={use.busy} onClick={() => void use.run()}>
          {t('run.supervisorUse', { name: nameOf(chosen) })}
        </Button>
      }
    >
      {t('run.supervisorOther', { own: nameOf(own), chosen: nameOf(chosen) })}
    </Notice>
  );
}
