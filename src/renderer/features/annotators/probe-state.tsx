import type { Job } from '#shared/rpc/corpus.ts';
import type { InstalledModel } from '#shared/rpc/setup.ts';
import { StatusChip } from '../../components/status-chip.tsx';
import { t } from '../../i18n/t.ts';

interface ProbeStateProps {
  readonly probe: InstalledModel['probe'];
  readonly job: Job | null;
  readonly probing: boolean;
}

/** Whether the model can do the task here, in which mode and how fast. */
export function ProbeState({ probe, job, probing }: ProbeStateProps) {
  if (probing) {
    return (
      <div className="min-w-0 text-xs">
        <StatusChip tone="busy">{t('annotators.probing')}</StatusChip>
        <p className="mt-1 text-text-2">{job?.detail}</p>
      </div>
    );
  }
  if (probe === null) return <StatusChip tone="neutral">{t('annotators.notProbed')}</StatusChip>;
  return (
    <div className="min-w-0 text-xs">
      <span className="flex flex-wrap items-center gap-1.5">
        <StatusChip tone={probe.ok ? 'success' : 'danger'}>
          {probe.ok ? t('annotators.probeOk') : t('annotators.probeFailed')}
        </StatusChip>
        {probe.tokensPerSecond !== null && (
          <span>{t('annotators.speed', { n: Math.round(probe.tokensPerSecond) })}</span>
        )}
      </span>
      <p className="mt-1 break-words text-text-2">{probe.message}</p>
    </div>
  );
}
