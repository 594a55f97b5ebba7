import { ChartLine, Pause, Play, Plus, RotateCcw, Square, TableProperties } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { RunStatus } from '#shared/domain/run.ts';
import { stepPath } from '../../app/routes.ts';
import { useOverview } from '../../app/use-overview.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import type { IterationChoice } from '../../app/use-iteration.ts';
import { useQuery } from '../../app/use-query.ts';
import { AlertDialog } from '../../components/alert-dialog.tsx';
import { Button, buttonClass } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Page } from '../../components/page.tsx';
import { StatusChip, type Tone } from '../../components/status-chip.tsx';
import { formatDateTime } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { ApprovalPanel } from './approval-panel.tsx';
import { LeavesNotice } from './leaves-notice.tsx';
import { NextPanel } from './next-panel.tsx';
import { OtherSupervisorNotice } from './other-supervisor-notice.tsx';
import { ProgressPanel } from './progress-panel.tsx';
import { UnitsPanel } from './units-panel.tsx';

const tones: Readonly<Record<RunStatus['state'], Tone>> = {
  running: 'busy',
  paused: 'warning',
  'waiting-for-expert': 'accent',
  'waiting-for-approval': 'accent',
  stopped: 'neutral',
  done: 'success',
  failed: 'danger',
};

/** Waiting and finished runs say why elsewhere. */
function isTrouble(run: RunStatus): boolean {
  return run.state === 'paused' || run.state === 'stopped' || run.state === 'failed';
}

interface RunMonitorProps {
  readonly projectId: string;
  readonly choice: IterationChoice;
  readonly onNew: () => void;
}

/** A run while it runs and afterwards. */
export function RunMonitor({ projectId, choice, onNew }: RunMonitorProps) {
  const newestStatus = useQuery('run.status', { projectId });
  const live = newestStatus.data ?? null;
  const run = live !== null && live.runId === choice.run?.runId ? live : choice.run;
  if (run === null || choice.ref === null) return null;
  const isNewest = live === null || run.runId === live.runId;
  const round = choice.iteration ?? run.iteration;
  return (
    <Page>
      <PageHeader
        title={t('run.round', { now: round, total: run.iterations })}
        description={t('run.started', { when: formatDateTime(run.startedAt) })}
        status={<StatusChip tone={tones[run.state]}>{t(`run.runState_${run.state}`)}</StatusChip>}
        actions={isNewest && <RunActions projectId={projectId} run={run} onNew={onNew} />}
      />
      {run.reason !== null && isTrouble(run) && (
        <Notice tone={run.state === 'failed' ? 'danger' : 'warning'} title={t(`run.runState_${run.state}`)}>
          {run.reason}
        </Notice>
      )}
      {isNewest && run.state === 'waiting-for-approval' && run.pendingCallId !== null && (
        <ApprovalPanel projectId={projectId} callId={run.pendingCallId} />
      )}
      {isNewest && run.state === 'waiting-for-expert' && <ReviewNotice projectId={projectId} run={run} />}
      {isNewest && <OtherSupervisorNotice projectId={projectId} run={run} />}
      {isNewest && run.state !== 'done' && run.state !== 'running' && run.state !== 'stopped' && (
        <LeavesNotice projectId={projectId} settings={run.settings} />
      )}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_300px]">
        <div className="flex min-w-0 flex-col gap-5">
          <ProgressPanel run={run} />
          <UnitsPanel projectId={projectId} run={run} input={choice.ref} canDrop={isNewest} />
        </div>
        <NextPanel projectId={projectId} run={run} />
      </div>
    </Page>
  );
}

function RunActions({
  projectId,
  run,
  onNew,
}: {
  readonly projectId: string;
  readonly run: RunStatus;
  readonly onNew: () => void;
}) {
  const { api, queries, toasts } = useServices();
  const [stopping, setStopping] = useState(false);
  const reread = (): Promise<void> => queries.refetch('run.status', { projectId });
  const pause = useAction(async () => {
    await api.call('run.pause', { projectId });
    await reread();
  });
  const resume = useAction(async () => {
    await api.call('run.resume', { projectId });
    // Read, not taken from the reply: an event may have been faster.
    await queries.refetch('run.status', { projectId });
  });
  const stop = useAction(async () => {
    await api.call('run.stop', { projectId });
    await reread();
  });
  const retry = useAction(async () => {
    const { units } = await api.call('run.retryFailed', { projectId });
    toasts.getState().show({ tone: 'neutral', title: t('run.retried', { count: units }) });
  });
  const failed = run.unitsToRetry;
  const over = run.state === 'done' || run.state === 'failed' || run.state === 'stopped';
  const canGoOn = run.state === 'paused' || run.state === 'failed';
  return (
    <>
      {failed > 0 && run.state !== 'running' && run.state !== 'stopped' && (
        <Button icon={RotateCcw} busy={retry.busy} onClick={() => void retry.run()}>
          {t('run.retryFailed', { count: failed })}
        </Button>
      )}
      {!over && (
        <Button icon={Square} onClick={() => setStopping(true)}>
          {t('run.stop')}
        </Button>
      )}
      {run.state === 'running' && (
        <Button
          variant="primary"
          icon={Pause}
          busy={pause.busy}
          onClick={() => void pause.run()}
          title={t('run.pauseHelp')}
        >
          {t('run.pause')}
        </Button>
      )}
      {canGoOn && (
        <Button
          variant={run.state === 'paused' ? 'primary' : 'secondary'}
          icon={Play}
          busy={resume.busy}
          onClick={() => void resume.run()}
        >
          {t('run.resume')}
        </Button>
      )}
      {over && (
        <Button icon={Plus} onClick={onNew}>
          {t('run.newRun')}
        </Button>
      )}
      {run.state === 'done' && (
        <Link href={stepPath(projectId, 'results')} className={buttonClass('primary')}>
          <ChartLine aria-hidden className="size-4" />
          {t('run.seeResults')}
        </Link>
      )}
      <AlertDialog
        open={stopping}
        onOpenChange={setStopping}
        title={t('run.stopTitle')}
        confirm={t('run.stop')}
        onConfirm={() => void stop.run()}
      >
        {t('run.stopText')}
      </AlertDialog>
    </>
  );
}

function ReviewNotice({ projectId, run }: { readonly projectId: string; readonly run: RunStatus }) {
  const { api, queries } = useServices();
  const resume = useAction(async () => {
    await api.call('run.resume', { projectId });
    // Read, not taken from the reply: an event may have been faster.
    await queries.refetch('run.status', { projectId });
  });
  // Rules are written after the answers: while these are missing there are no new ones to review.
  const asks = useOverview(projectId).data?.summary.nextStep === 'questions';
  const open = asks && run.openQuestions > 0;
  const answered = asks && run.openQuestions === 0;
  return (
    <Notice
      tone="accent"
      title={
        open
          ? t('run.questionsTitle', { count: run.openQuestions })
          : t(answered ? 'run.answeredTitle' : 'run.reviewTitle')
      }
      action={
        <div className="flex flex-wrap gap-2">
          {asks && (
            <Link href={stepPath(projectId, 'questions')} className={buttonClass('secondary', 'sm')}>
              {t('run.answerQuestions')}
            </Link>
          )}
          {!asks && (
            <Link href={stepPath(projectId, 'guidelines')} className={buttonClass('secondary', 'sm')}>
              <TableProperties aria-hidden className="size-4" />
              {t('run.reviewRules')}
            </Link>
          )}
          <Button
            size="sm"
            variant="primary"
            icon={Play}
            busy={resume.busy}
            onClick={() => void resume.run()}
          >
            {t('run.goOn')}
          </Button>
        </div>
      }
    >
      {answered ? t('run.answeredText') : (run.reason ?? t(open ? 'run.questionsText' : 'run.reviewText'))}
    </Notice>
  );
}
