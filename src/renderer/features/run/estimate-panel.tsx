import { Clock, Coins, Layers, UsersRound, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { RunSettings } from '#shared/domain/run-settings.ts';
import type { RpcOutput } from '#shared/rpc/contract.ts';
import { stepPath } from '../../app/routes.ts';
import { useQuery } from '../../app/use-query.ts';
import { Monogram } from '../../components/monogram.tsx';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatDuration, formatUsd } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { staysHere } from './leaves.ts';
import { LeavesNotice, useLeaves } from './leaves-notice.tsx';
import { plannedUnits, scaleEstimate } from './settings-draft.ts';

interface EstimatePanelProps {
  readonly projectId: string;
  readonly defaults: RpcOutput<'run.defaults'>;
  readonly base: RunSettings;
  readonly draft: RunSettings;
  readonly children: ReactNode;
}

/** Time, cost and readings, before anything happens. */
export function EstimatePanel({ projectId, defaults, base, draft, children }: EstimatePanelProps) {
  const pool = useQuery('annotators.pool', { projectId });
  const leaves = useLeaves(projectId, draft);
  const estimate = scaleEstimate(
    { minutes: defaults.estimatedMinutes, costUsd: defaults.estimatedCostUsd },
    base,
    draft,
  );
  const chosen = (pool.data ?? []).filter((annotator) => draft.annotatorIds.includes(annotator.id));
  const overCap =
    draft.costCapUsd !== null && estimate.costUsd !== null && estimate.costUsd > draft.costCapUsd;
  return (
    <Panel title={t('run.estimateTitle')} className="lg:sticky lg:top-0">
      <div className="flex flex-col gap-4">
        <Line icon={Layers} title={t('run.estimateUnits', { count: plannedUnits(draft) || 0 })}>
          {t('run.estimateUnitsDetail', {
            documents: draft.setSize || 0,
            annotators: draft.annotatorIds.length,
            rounds: (draft.iterations || 0) + 1,
          })}
        </Line>
        <Line
          icon={Clock}
          title={
            estimate.minutes === null || Number.isNaN(estimate.minutes)
              ? t('run.estimateMinutesUnknown')
              : t('run.estimateMinutes', { time: formatDuration(estimate.minutes * 60_000) })
          }
        />
        <Line icon={Coins} title={costText(draft, estimate.costUsd, leaves !== null && staysHere(leaves))} />
        <Line icon={UsersRound} title={t('run.annotatorsCount', { count: draft.annotatorIds.length })}>
          <span className="mt-1 flex flex-wrap gap-1">
            {chosen.map((annotator, index) => (
              <Monogram
                key={annotator.id}
                letters={annotator.monogram}
                name={annotator.displayName}
                position={index}
              />
            ))}
          </span>
          <Link
            href={stepPath(projectId, 'annotators')}
            className="mt-1 inline-block text-accent underline-offset-2 hover:underline"
          >
            {t('run.changeAnnotators')}
          </Link>
        </Line>
        <LeavesNotice projectId={projectId} settings={draft} />
        {overCap && (
          <Notice tone="warning">
            {t('run.estimateOverCap', { cap: formatUsd(draft.costCapUsd ?? 0) })}
          </Notice>
        )}
        {children}
      </div>
    </Panel>
  );
}

function costText(draft: RunSettings, costUsd: number | null, allHere: boolean): string {
  if (draft.supervisor.kind !== 'openai') return t(allHere ? 'run.estimateCostFree' : 'run.estimateCostNone');
  if (costUsd === null || Number.isNaN(costUsd)) return t('run.estimateCostUnknown');
  return t('run.estimateCost', { cost: formatUsd(costUsd) });
}

function Line({
  icon: Icon,
  title,
  children,
}: {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className="flex gap-3">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-text-2" />
      <div className="min-w-0">
        <p className="font-medium">{title}</p>
        {children !== undefined && <div className="text-xs text-text-2">{children}</div>}
      </div>
    </div>
  );
}
