import { useCallback, useReducer } from 'react';
import { useLocation } from 'wouter';
import type { ProjectScreenProps } from '../../app/project-screen-props.ts';
import { stepPath } from '../../app/routes.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { useQuery } from '../../app/use-query.ts';
import { Button } from '../../components/button.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Notice } from '../../components/notice.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Page } from '../../components/page.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { t } from '../../i18n/t.ts';
import { CheckStep } from './check-step.tsx';
import { DoneStep } from './done-step.tsx';
import { FormatStep } from './format-step.tsx';
import { MappingStep } from './mapping-step.tsx';
import { SourceStep } from './source-step.tsx';
import { StepStrip } from './step-strip.tsx';
import { emptyWizard, wizardReducer, wizardSteps, type WizardStep } from './wizard-state.ts';

/** Source → format → mapping → check → done, with the user's own rows in view from the second step on. */
export function ImportScreen({ projectId }: ProjectScreenProps) {
  const { api, jobs } = useServices();
  const [, navigate] = useLocation();
  const [state, dispatch] = useReducer(wizardReducer, emptyWizard);
  const { step, files, options, jobId } = state;
  const paths = files.map((file) => file.path);
  const preview = useQuery('import.preview', paths.length === 0 ? null : { paths, options }, {
    keepPrevious: true,
  });
  const start = useAction(
    useCallback(async () => {
      const job = await api.call('import.start', {
        projectId,
        paths: files.map((file) => file.path),
        options,
      });
      jobs.getState().putJob(job);
      dispatch({ kind: 'import-started', jobId: job.jobId });
    }, [api, files, jobs, options, projectId]),
  );
  const choose = (next: WizardStep) => dispatch({ kind: 'step-chosen', step: next });
  const neighbour = (by: 1 | -1) => wizardSteps[wizardSteps.indexOf(step) + by] ?? step;
  const { data, error } = preview;
  const Choices = step === 'format' ? FormatStep : MappingStep;
  const broken = error !== undefined;
  return (
    <Page>
      <PageHeader
        title={t('import.title')}
        actions={
          step !== 'done' && (
            <>
              <Button variant="ghost" onClick={() => navigate(stepPath(projectId, 'corpus'))}>
                {t('import.cancel')}
              </Button>
              {step !== 'source' && <Button onClick={() => choose(neighbour(-1))}>{t('common.back')}</Button>}
              {(step === 'format' || step === 'mapping') && (
                <Button
                  variant="primary"
                  disabled={data === undefined || broken}
                  onClick={() => choose(neighbour(1))}
                >
                  {t('common.next')}
                </Button>
              )}
              {step === 'check' && (
                <Button
                  variant="primary"
                  busy={start.busy}
                  disabled={broken || data?.documents.length === 0}
                  onClick={() => void start.run()}
                >
                  {t('import.start')}
                </Button>
              )}
            </>
          )
        }
      />
      <StepStrip step={step} reachable={files.length > 0 && jobId === null} onChoose={choose} />
      {step === 'source' ? (
        <SourceStep
          files={files}
          onFiles={(added) => dispatch({ kind: 'files-added', files: added })}
          onRemove={(path) => dispatch({ kind: 'file-removed', path })}
          onNext={() => choose('format')}
        />
      ) : step === 'done' ? (
        <DoneStep projectId={projectId} jobId={jobId} onAgain={() => dispatch({ kind: 'restarted' })} />
      ) : broken && (data === undefined || step === 'check') ? (
        <ErrorState error={error} onRetry={preview.refetch} />
      ) : data === undefined ? (
        <div className="rounded-panel border border-line bg-panel p-6">
          <p className="mb-4 text-text-2">{t('import.reading')}</p>
          <SkeletonLines lines={6} />
        </div>
      ) : step === 'check' ? (
        <CheckStep preview={data} />
      ) : (
        <>
          {/* A choice that cannot be carried out stays within reach, so that it can be taken back. */}
          {broken && <ErrorState compact error={error} onRetry={preview.refetch} />}
          {!broken && data.seen === 0 && data.quarantined[0] !== undefined && (
            <Notice tone="warning">
              {t('import.noneRead', { n: data.quarantined[0].line, why: data.quarantined[0].why })}
            </Notice>
          )}
          <Choices
            projectId={projectId}
            preview={data}
            pending={preview.pending}
            options={options}
            dispatch={dispatch}
          />
        </>
      )}
    </Page>
  );
}
