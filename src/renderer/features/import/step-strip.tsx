import { clsx } from 'clsx';
import { Check } from 'lucide-react';
import { t } from '../../i18n/t.ts';
import { wizardSteps, type WizardStep } from './wizard-state.ts';

const labels = {
  source: 'import.stepSource',
  format: 'import.stepFormat',
  mapping: 'import.stepMapping',
  check: 'import.stepCheck',
  done: 'import.stepDone',
} as const;

interface StepStripProps {
  readonly step: WizardStep;
  /** Steps before "done" may be opened by a click once there are files. */
  readonly reachable: boolean;
  readonly onChoose: (step: WizardStep) => void;
}

export function StepStrip({ step, reachable, onChoose }: StepStripProps) {
  const here = wizardSteps.indexOf(step);
  return (
    <nav aria-label={t('import.steps')}>
      <ol className="flex flex-wrap items-center gap-1">
        {wizardSteps.map((name, index) => (
          <li key={name} className="flex items-center gap-1">
            {index > 0 && <span aria-hidden className="mx-1 h-px w-6 bg-line-strong" />}
            <button
              type="button"
              aria-current={name === step ? 'step' : undefined}
              disabled={!reachable || name === 'done' || name === step}
              onClick={() => onChoose(name)}
              className={clsx(
                'flex h-8 items-center gap-2 rounded-control px-2 text-sm enabled:hover:bg-hover',
                name === step ? 'font-medium text-text' : 'text-text-2',
              )}
            >
              <span
                className={clsx(
                  'flex size-5 items-center justify-center rounded-full border text-2xs font-semibold',
                  name === step
                    ? 'border-accent bg-accent text-on-accent'
                    : index < here
                      ? 'border-success text-success'
                      : 'border-line-control text-text-2',
                )}
              >
                {index < here ? <Check aria-hidden className="size-3" strokeWidth={3} /> : index + 1}
              </span>
              {t(labels[name])}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
