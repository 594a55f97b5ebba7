import { Download, Pause, Play, RotateCcw, Square } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { LabelStatus } from '#shared/rpc/labelling.ts';
import { stepPath } from '../../app/routes.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { usePalette } from '../../app/use-palette.ts';
import { useQuery } from '../../app/use-query.ts';
import { AlertDialog } from '../../components/alert-dialog.tsx';
import { Button, buttonClass } from '../../components/button.tsx';
import { EntityTag } from '../../components/entity-tag.tsx';
import { lookOf } from '../../components/entity-palette.ts';
import { Notice } from '../../components/notice.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Progress } from '../../components/progress.tsx';
import { StatusChip, type Tone } from '../../components/status-chip.tsx';
import { formatDuration, formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

const tones: Readonly<Record<LabelStatus['state'], Tone>> = {
  running: 'busy',
  paused: 'warning',
  done: 'success',
  failed: 'danger',
  stopped: 'neutral',
};

interface LabelProgressProps {
  readonly projectId: string;
  readonly status: LabelStatus;
  readonly onAgain: () => void;
}

/** How far labelling is, and the ways to hold or stop it. */
export function LabelProgress({ projectId, status, onAgain }: LabelProgressProps) {
  const { api, queries } = useServices();
  const palette = usePalette(projectId);
  const [stopping, setStopping] = useState(false);
  const reread = (): Promise<void> => queries.refetch('label.status', { projectId });
  const pause = useAction(async () => {
    await api.call('label.pause', { projectId });
    await reread();
  });
  const resume = useAction(async () => {
    await api.call('label.resume', { projectId });
    // Read, not taken from the reply: an event may have been faster.
    await queries.refetch('label.status', { projectId });
  });
  const stop = useAction(async () => {
    await api.call('label.stop', { projectId });
    await reread();
  });
  const resumable = status.state === 'paused' || status.state === 'failed';
  const choices = useQuery('label.choices', resumable ? { projectId } : null).data ?? [];
  const hosts = choices.find((choice) => choice.with === status.with)?.hosts ?? [];
  const over = status.state === 'done' || status.state === 'stopped' || status.state === 'failed';
  return (
    <div className="flex shrink-0 flex-col gap-3 px-6 pt-5 pb-2">
      <PageHeader
        title={t('label.title')}
        status={<StatusChip tone={tones[status.state]}>{t(`label.state_${status.state}`)}</StatusChip>}
        description={t('label.withWho', { who: whoWords(status.with), number: status.guidelineNumber })}
        actions={
          <>
            {status.state === 'running' && (
              <Button icon={Pause} busy={pause.busy} onClick={() => void pause.run()}>
                {t('label.pause')}
              </Button>
            )}
            {resumable && (
              <Button variant="primary" icon={Play} busy={resume.busy} onClick={() => void resume.run()}>
                {t('label.resume')}
              </Button>
            )}
            {!over && (
              <Button icon={Square} onClick={() => setStopping(true)}>
                {t('label.stop')}
              </Button>
            )}
            {over && (
              <Button icon={RotateCcw} onClick={onAgain}>
                {t('label.again')}
              </Button>
            )}
            {status.state === 'done' && (
              <Link href={stepPath(projectId, 'export')} className={buttonClass('primary')}>
                <Download aria-hidden className="size-4" />
                {t('label.exportNow')}
              </Link>
            )}
          </>
        }
      />
      {hosts.length > 0 && (
        <Notice tone="warning">{t('annotators.leavesTo', { hosts: hosts.join(', ') })}</Notice>
      )}
      {status.reason !== null && <p className="text-danger">{status.reason}</p>}
      <Progress
        fraction={status.documents === 0 ? 0 : status.done / status.documents}
        label={t('label.title')}
        detail={progressWords(status)}
        tone={status.state === 'done' ? 'success' : status.state === 'failed' ? 'danger' : 'accent'}
      />
      <ul aria-label={t('label.spansByType')} className="flex flex-wrap gap-2">
        {Object.entries(status.spans)
          .toSorted((a, b) => b[1] - a[1])
          .map(([type, count]) => (
            <li key={type}>
              <EntityTag look={lookOf(palette, type)} text={`${type} ${formatNumber(count)}`} />
            </li>
          ))}
      </ul>
      <AlertDialog
        open={stopping}
        onOpenChange={setStopping}
        title={t('label.stopTitle')}
        confirm={t('label.stop')}
        onConfirm={() => void stop.run()}
      >
        {t('label.stopText')}
      </AlertDialog>
    </div>
  );
}

export function whoWords(who: string): string {
  if (who === 'best' || who === 'consensus' || who === 'elite') return t(`label.who_${who}`);
  return who;
}

function progressWords(status: LabelStatus): string {
  const words = [t('label.progress', { done: status.done, documents: status.documents })];
  if (status.failed > 0) words.push(t('label.failedCount', { count: status.failed }));
  if (status.state === 'running' && status.etaMs !== null)
    words.push(t('run.eta', { time: formatDuration(status.etaMs) }));
  if (status.state === 'running' && status.documentsPerSecond !== null) {
    words.push(t('label.speed', { rate: Math.round(status.documentsPerSecond * 10) / 10 }));
  }
  return words.join(' · ');
}
