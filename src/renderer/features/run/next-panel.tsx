import { clsx } from 'clsx';
import { Check, Circle, CircleDot } from 'lucide-react';
import { Link } from 'wouter';
import type { RunStatus } from '#shared/domain/run.ts';
import { stepPath } from '../../app/routes.ts';
import { useOverview } from '../../app/use-overview.ts';
import { Panel } from '../../components/panel.tsx';
import { t } from '../../i18n/t.ts';
import { stageSteps } from './run-stages.ts';

const icons = { done: Check, now: CircleDot, later: Circle } as const;

/** The stages of the round in order: what is done, what runs, what comes. */
export function NextPanel({ projectId, run }: { readonly projectId: string; readonly run: RunStatus }) {
  // Half way through the supervision: it has asked, and writes rules after the answers.
  const nextStep = useOverview(projectId).data?.summary.nextStep;
  const waitsForAnswers = run.state === 'waiting-for-expert' && nextStep === 'questions';
  return (
    <Panel title={run.state === 'done' ? t('run.past') : t('run.next')}>
      <ol className="flex flex-col">
        {stageSteps(waitsForAnswers ? { ...run, stage: 'supervise' } : run).map(
          ({ stage, state }, index, all) => {
            const Icon = icons[state];
            return (
              <li
                key={stage}
                aria-current={state === 'now' ? 'step' : undefined}
                className="relative flex gap-3 pb-4 last:pb-0"
              >
                {index < all.length - 1 && (
                  <span aria-hidden className="absolute top-5 bottom-0 left-[7.5px] w-px bg-line-strong" />
                )}
                <Icon
                  aria-hidden
                  className={clsx(
                    'relative mt-0.5 size-4 shrink-0 bg-panel',
                    state === 'done' ? 'text-success' : state === 'now' ? 'text-accent' : 'text-text-3',
                  )}
                />
                <div className="min-w-0">
                  <p className={clsx(state === 'later' ? 'text-text-2' : 'font-medium')}>
                    {t(`run.stage_${stage}`)}
                  </p>
                  {state !== 'done' && <p className="text-xs text-text-2">{t(`run.stageHelp_${stage}`)}</p>}
                </div>
              </li>
            );
          },
        )}
      </ol>
      <p className="mt-4 border-t border-line pt-3 text-xs text-text-2">
        {t('run.orderTitle')}: {t('run.orderHelp')}
      </p>
      {run.best !== null && (
        <Link
          href={stepPath(projectId, 'compare')}
          className="mt-3 inline-block text-accent underline-offset-2 hover:underline"
        >
          {t('run.compareNow')}
        </Link>
      )}
    </Panel>
  );
}
