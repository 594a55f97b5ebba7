import { ArrowRight } from 'lucide-react';
import { useCallback } from 'react';
import { Link } from 'wouter';
import { hostOf, isLoopbackUrl } from '#shared/domain/address.ts';
import type { SupervisorSettings } from '#shared/rpc/setup.ts';
import type { ProjectScreenProps } from '../../app/project-screen-props.ts';
import { stepPath } from '../../app/routes.ts';
import { useServices } from '../../app/services.ts';
import { useAutosave } from '../../app/use-autosave.ts';
import { useQuery } from '../../app/use-query.ts';
import { buttonClass } from '../../components/button.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Page } from '../../components/page.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { t } from '../../i18n/t.ts';
import { CallLog } from './call-log.tsx';
import { KeyPanel } from '../../app/key-panel.tsx';
import { LimitsPanel } from './limits-panel.tsx';
import { ModelPanel } from './model-panel.tsx';
import { OutgoingPreview } from './outgoing-preview.tsx';
import { PrivacyPanel } from './privacy-panel.tsx';
import { supervisorHost } from './supervisor-host.ts';
import { SupervisorKind } from './supervisor-kind.tsx';
import { TestPanel } from './test-panel.tsx';

export function SupervisorScreen({ projectId }: ProjectScreenProps) {
  const { data, error, refetch } = useQuery('supervisor.get', { projectId });
  return (
    <Page>
      <PageHeader
        title={t('supervisor.title')}
        description={t('supervisor.description')}
        actions={
          <Link href={stepPath(projectId, 'run')} className={buttonClass('secondary')}>
            {t('supervisor.next')}
            <ArrowRight aria-hidden className="size-4" />
          </Link>
        }
      />
      {error !== undefined && data === undefined ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : data === undefined ? (
        <SkeletonLines lines={6} />
      ) : (
        <SupervisorForm projectId={projectId} saved={data} />
      )}
    </Page>
  );
}

function SupervisorForm({
  projectId,
  saved,
}: {
  readonly projectId: string;
  readonly saved: SupervisorSettings;
}) {
  const { api } = useServices();
  const { draft, setDraft, flush } = useAutosave(
    saved,
    useCallback(
      async (settings: SupervisorSettings) => {
        await api.call('supervisor.set', { projectId, settings });
      },
      [api, projectId],
    ),
  );
  const change = (patch: Partial<SupervisorSettings>) => setDraft({ ...draft, ...patch });
  const { kind } = draft.config;
  const ollamaUrl = useQuery('settings.get', {}).data?.ollamaUrl ?? '';
  /** A supervisor of Ollama may be on another computer too. */
  const leaves = kind === 'openai' || supervisorHost(draft.config, ollamaUrl) !== null;
  return (
    <>
      <SupervisorKind
        value={kind}
        ollamaHost={isLoopbackUrl(ollamaUrl) ? null : hostOf(ollamaUrl)}
        onChange={(next) => change({ config: { kind: next, model: '', url: null } })}
      />
      {kind !== 'rules' && (
        <div className="grid items-start gap-5 lg:grid-cols-2">
          <div className="flex min-w-0 flex-col gap-5">
            <ModelPanel config={draft.config} onChange={(config) => change({ config })} />
            {kind === 'openai' && <KeyPanel key={draft.config.url} url={draft.config.url} />}
            <TestPanel projectId={projectId} flush={flush} />
          </div>
          <div className="flex min-w-0 flex-col gap-5">
            {leaves && <LimitsPanel settings={draft} onChange={change} />}
            {leaves && <PrivacyPanel settings={draft} onChange={change} />}
          </div>
        </div>
      )}
      <OutgoingPreview projectId={projectId} flush={flush} />
      <CallLog projectId={projectId} />
    </>
  );
}
