import { CircleCheck, Undo2 } from 'lucide-react';
import { useCallback } from 'react';
import { Link } from 'wouter';
import { AppError } from '#shared/errors.ts';
import type { Job } from '#shared/rpc/corpus.ts';
import { stepPath } from '../../app/routes.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { useJob } from '../../app/use-job.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { Progress } from '../../components/progress.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { formatDuration } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { readImportResult, type ImportResult } from './import-result.ts';

interface DoneStepProps {
  readonly projectId: string;
  readonly jobId: string | null;
  readonly onAgain: () => void;
}

/** The import as it runs, then what came in. */
export function DoneStep({ projectId, jobId, onAgain }: DoneStepProps) {
  const job = useJob(jobId);
  if (job === null) return <SkeletonLines lines={3} />;
  switch (job.state) {
    case 'running':
      return <Running job={job} />;
    case 'failed':
      return (
        <Panel title={t('import.failed')} description={t('import.failedText')}>
          <ErrorState
            compact
            error={
              new AppError('INTERNAL', job.error?.message ?? t('import.failed'), {
                action: job.error?.action,
              })
            }
            actions={
              <Button size="sm" onClick={onAgain}>
                {t('common.back')}
              </Button>
            }
          />
        </Panel>
      );
    case 'cancelled':
      return (
        <Notice
          tone="info"
          title={t('import.cancelled')}
          action={<Button onClick={onAgain}>{t('common.back')}</Button>}
        >
          {t('import.failedText')}
        </Notice>
      );
    case 'done':
      return <Finished projectId={projectId} result={readImportResult(job.result)} onAgain={onAgain} />;
  }
}

function Running({ job }: { readonly job: Job }) {
  const { api } = useServices();
  const stop = useAction(
    useCallback(async () => {
      await api.call('jobs.cancel', { jobId: job.jobId });
    }, [api, job.jobId]),
  );
  const left = job.etaMs === null ? '' : ` · ${t('import.left', { time: formatDuration(job.etaMs) })}`;
  return (
    <Panel
      title={t('import.running')}
      description={t('import.runningText')}
      actions={
        <Button size="sm" busy={stop.busy} onClick={() => void stop.run()}>
          {t('import.stop')}
        </Button>
      }
    >
      <Progress fraction={job.fraction} label={job.title} detail={`${job.detail}${left}`} />
    </Panel>
  );
}

function Finished(props: {
  readonly projectId: string;
  readonly result: ImportResult | null;
  readonly onAgain: () => void;
}) {
  const { projectId, result, onAgain } = props;
  const { api, toasts } = useServices();
  const undo = useAction(
    useCallback(
      async (importId: number) => {
        await api.call('import.undo', { projectId, importId });
        toasts.getState().show({ tone: 'success', title: t('import.undone') });
        onAgain();
      },
      [api, onAgain, projectId, toasts],
    ),
  );
  const files = result?.report.files ?? [];
  const documents = files.reduce((sum, file) => sum + file.documents, 0);
  return (
    <Panel>
      <div className="flex items-start gap-3">
        <CircleCheck aria-hidden className="mt-0.5 size-6 shrink-0 text-success" />
        <div className="min-w-0 flex-1">
          <div role="status">
            <h2 className="text-lg font-semibold">{t('import.done', { count: documents })}</h2>
          </div>
          <ul className="mt-1 text-text-2">
            {files.map((file) => (
              <li key={file.file} className="break-words">
                <span className="font-medium text-text">{file.file.split(/[\\/]/).at(-1)}</span>:{' '}
                {reportWords(file)}
                {file.quarantined.length > 0 &&
                  ` · ${t('import.quarantined', { count: file.quarantined.length })}`}
                {(file.detected ?? [])
                  .filter(({ what }) => what === 'note')
                  .map(({ value }) => (
                    <span key={value} className="block text-xs">
                      {value}
                    </span>
                  ))}
              </li>
            ))}
          </ul>
          <div className="mt-4 flex flex-wrap gap-2">
            <Link href={stepPath(projectId, 'schema')} className={buttonClass('primary')}>
              {t('import.toSchema')}
            </Link>
            <Link href={stepPath(projectId, 'corpus')} className={buttonClass('secondary')}>
              {t('import.toCorpus')}
            </Link>
            <Button onClick={onAgain}>{t('import.more')}</Button>
            {result !== null && (
              <Button
                variant="ghost"
                icon={Undo2}
                busy={undo.busy}
                onClick={() => void undo.run(result.importId)}
              >
                {t('import.undo')}
              </Button>
            )}
          </div>
        </div>
      </div>
    </Panel>
  );
}

function reportWords(file: ImportResult['report']['files'][number]): string {
  const sum = (counts: Readonly<Record<string, number>>) =>
    Object.values(counts).reduce((total, count) => total + count, 0);
  const parts = [
    t('common.documents', { count: file.documents }),
    file.annotated !== undefined && t('import.doneAnnotated', { count: file.annotated }),
    t('import.doneSpans', { count: sum(file.spans) }),
    file.predicted !== undefined && t('import.doneProposed', { count: sum(file.predicted) }),
    file.surfaces.total > 0 &&
      t('import.surfaces', { verified: file.surfaces.verified, total: file.surfaces.total }),
  ];
  return parts.filter((part) => part !== false).join(' · ');
}
