import type { ReactNode } from 'react';
import type { RunStatus } from '#shared/domain/run.ts';
import { Panel } from '../../components/panel.tsx';
import { Progress } from '../../components/progress.tsx';
import {
  formatAgreement,
  formatCompact,
  formatDuration,
  formatPercent,
  formatUsd,
} from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

/** Share done, time left, tokens and money; the activity in words. */
export function ProgressPanel({ run }: { readonly run: RunStatus }) {
  const fraction = run.unitsTotal === 0 ? null : run.unitsDone / run.unitsTotal;
  const active = run.state === 'running';
  return (
    <Panel>
      <div className="flex flex-col gap-4">
        <div>
          <div className="mb-1.5 flex items-baseline justify-between gap-4">
            <p className="min-w-0 truncate font-medium" aria-live="off">
              {run.activity === '' ? t(`run.stage_${run.stage}`) : run.activity}
            </p>
            <p className="shrink-0 text-text-2">{fraction === null ? '' : formatPercent(fraction)}</p>
          </div>
          <Progress
            fraction={fraction ?? (active ? null : 0)}
            label={t('run.progress')}
            tone={run.state === 'failed' ? 'danger' : run.state === 'done' ? 'success' : 'accent'}
          />
        </div>
        <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-4">
          <Fact name={t('run.progress')}>
            {t('run.progressText', { done: run.unitsDone, total: run.unitsTotal })}
            {active && (
              <Small>
                {run.etaMs === null ? t('run.etaUnknown') : t('run.eta', { time: formatDuration(run.etaMs) })}
              </Small>
            )}
          </Fact>
          <Fact name={t('run.tokens')}>
            {run.inputTokens + run.outputTokens === 0
              ? '–'
              : formatCompact(run.inputTokens + run.outputTokens)}
            <Small>
              {run.inputTokens + run.outputTokens === 0
                ? t(active ? 'run.tokensNoneYet' : 'run.tokensNone')
                : t('run.tokensText', {
                    input: formatCompact(run.inputTokens),
                    output: formatCompact(run.outputTokens),
                  })}
            </Small>
          </Fact>
          <Fact name={t('run.cost')}>
            {run.costUsd === 0 ? t('run.costFree') : formatUsd(run.costUsd)}
            {run.costCapUsd !== null && (
              <Small>
                {t('run.costOf', { cost: formatUsd(run.costUsd), cap: formatUsd(run.costCapUsd) })}
              </Small>
            )}
          </Fact>
          <Fact name={t('run.bestSoFar')}>
            {run.best === null ? '–' : formatAgreement(run.best.agreement)}
            {run.best !== null && <Small>{t('run.roundOfRun', { now: run.best.iteration })}</Small>}
          </Fact>
        </dl>
      </div>
    </Panel>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-text-2">{name}</dt>
      <dd className="text-base font-medium">{children}</dd>
    </div>
  );
}

function Small({ children }: { readonly children: ReactNode }) {
  return <span className="block text-xs font-normal text-text-2">{children}</span>;
}
