import { ChevronRight, Play } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { presetLimits, presets, type RunSettings } from '#shared/domain/run-settings.ts';
import type { RpcOutput } from '#shared/rpc/contract.ts';
import { stepPath } from '../../app/routes.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { useQuery } from '../../app/use-query.ts';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { HelpTerm } from '../../components/help-term.tsx';
import { Notice } from '../../components/notice.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { t } from '../../i18n/t.ts';
import { supervisorHost } from '../supervisor/supervisor-host.ts';
import { AdvancedSettings } from './advanced-settings.tsx';
import { EstimatePanel } from './estimate-panel.tsx';
import { NumberField } from './number-field.tsx';
import { draftErrors, placeOfProblem } from './settings-draft.ts';

type Defaults = RpcOutput<'run.defaults'>;

/** Everything a run needs, with what it will take and what is missing. */
export function StartForm({
  projectId,
  onBack,
}: {
  readonly projectId: string;
  readonly onBack?: () => void;
}) {
  const { data, error, refetch } = useQuery('run.defaults', { projectId });
  return (
    <Page>
      <PageHeader
        title={t('run.startTitle')}
        description={t('run.startDescription')}
        actions={onBack && <Button onClick={onBack}>{t('run.backToRun')}</Button>}
      />
      {error !== undefined && data === undefined && <ErrorState error={error} onRetry={refetch} />}
      {data === undefined && error === undefined && <SkeletonLines lines={8} />}
      {data !== undefined && <Problems projectId={projectId} problems={data.problems} />}
      {data !== undefined && data.settings !== null && (
        <Form
          key={projectId}
          projectId={projectId}
          defaults={data}
          settings={data.settings}
          onStarted={onBack}
        />
      )}
    </Page>
  );
}

function Problems({
  projectId,
  problems,
}: {
  readonly projectId: string;
  readonly problems: readonly string[];
}) {
  if (problems.length === 0) return null;
  return (
    <Notice tone="warning" title={t('run.problemsTitle', { count: problems.length })}>
      <ul className="mt-1 flex flex-col gap-1">
        {problems.map((problem) => (
          <li key={problem} className="flex flex-wrap items-baseline gap-x-2">
            <span>{problem}</span>
            <Link
              href={stepPath(projectId, placeOfProblem(problem))}
              className="inline-flex items-center font-medium text-accent underline-offset-2 hover:underline"
            >
              {t('run.fix')}
              <ChevronRight aria-hidden className="size-3.5" />
            </Link>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

interface FormProps {
  readonly projectId: string;
  readonly defaults: Defaults;
  readonly settings: RunSettings;
  readonly onStarted: (() => void) | undefined;
}

function Form({ projectId, defaults, settings, onStarted }: FormProps) {
  const { api, queries, selection } = useServices();
  const [, navigate] = useLocation();
  const [draft, setDraft] = useState(settings);
  const errors = useMemo(() => draftErrors(draft), [draft]);
  const change = (patch: Partial<RunSettings>): void => setDraft((old) => ({ ...old, ...patch }));
  const start = useAction(async () => {
    const status = await api.call('run.start', { projectId, settings: draft });
    await queries.refetch('run.status', { projectId });
    selection.getState().selectRun(status.runId);
    await queries.refetch('run.list', { projectId });
    onStarted?.();
    navigate(stepPath(projectId, 'run'));
  });
  const limits = presetLimits[draft.preset];
  const mayCost = draft.supervisor.kind === 'openai';
  const ollamaUrl = useQuery('settings.get', {}).data?.ollamaUrl ?? '';
  const maySend = mayCost || supervisorHost(draft.supervisor, ollamaUrl) !== null;
  return (
    <form
      className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_320px]"
      onSubmit={(event) => {
        event.preventDefault();
        void start.run();
      }}
    >
      <div className="flex min-w-0 flex-col gap-5">
        <Panel title={t('run.howFar')}>
          <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2 lg:grid-cols-1 xl:grid-cols-2">
            <NumberField
              label={t('run.setSize')}
              help={t('run.setSizeHelp')}
              value={draft.setSize}
              min={1}
              max={500}
              error={errors['setSize']}
              onChange={(value) => change({ setSize: value ?? NaN })}
            />
            <NumberField
              label={t('run.iterations')}
              help={t('run.iterationsHelp')}
              value={draft.iterations}
              min={0}
              max={20}
              error={errors['iterations']}
              onChange={(value) => change({ iterations: value ?? NaN })}
            />
            <Choice
              label={t('run.preset')}
              help={t(`run.presetHelp_${draft.preset}`, {
                rules: limits.maxCommon,
                specific: limits.maxModelSpecific,
              })}
            >
              <Segmented
                label={t('run.preset')}
                value={draft.preset}
                options={presets.map((value) => ({ value, label: t(`run.preset_${value}`) }))}
                onChange={(preset) => change({ preset })}
              />
            </Choice>
            <Choice label={t('run.mode')} help={t(`run.modeHelp_${draft.mode}`)}>
              <Segmented
                label={t('run.mode')}
                value={draft.mode}
                options={(['autonomous', 'review'] as const).map((value) => ({
                  value,
                  label: t(`run.mode_${value}`),
                }))}
                onChange={(mode) => change({ mode })}
              />
            </Choice>
          </div>
        </Panel>
        <Panel title={<HelpTerm term="supervisor">{t('run.supervisor')}</HelpTerm>}>
          <div className="flex flex-col gap-4">
            <div className="flex flex-wrap items-baseline gap-x-3">
              <p className="font-medium">
                {draft.supervisor.kind === 'rules' ? t('run.supervisor_rules') : draft.supervisor.model}
              </p>
              <Link
                href={stepPath(projectId, 'supervisor')}
                className="text-accent underline-offset-2 hover:underline"
              >
                {t('run.changeSupervisor')}
              </Link>
            </div>
            {mayCost && (
              <NumberField
                label={t('run.costCap')}
                help={t('run.costCapHelp')}
                optional
                value={draft.costCapUsd}
                min={0}
                step={0.1}
                error={errors['costCapUsd']}
                onChange={(costCapUsd) => change({ costCapUsd })}
              />
            )}
            {maySend && (
              <Checkbox
                checked={draft.askBeforeSending}
                onChange={(askBeforeSending) => change({ askBeforeSending })}
                label={t('run.askBefore')}
                help={t('run.askBeforeHelp')}
              />
            )}
          </div>
        </Panel>
        <AdvancedSettings draft={draft} errors={errors} onChange={change} />
      </div>
      <EstimatePanel projectId={projectId} defaults={defaults} base={settings} draft={draft}>
        <Button
          type="submit"
          variant="primary"
          size="lg"
          icon={Play}
          busy={start.busy}
          disabled={defaults.problems.length > 0 || Object.keys(errors).length > 0}
          className="w-full"
        >
          {start.busy ? t('run.starting') : t('run.start')}
        </Button>
      </EstimatePanel>
    </form>
  );
}

function Choice({
  label,
  help,
  children,
}: {
  readonly label: string;
  readonly help: string;
  readonly children: React.ReactNode;
}) {
  return (
    <div className="flex flex-col items-start gap-1">
      <p className="text-sm font-medium">{label}</p>
      {children}
      <p className="text-xs text-text-2">{help}</p>
    </div>
  );
}
