import { clsx } from 'clsx';
import { Play } from 'lucide-react';
import { useState } from 'react';
import type { LabelChoice } from '#shared/rpc/labelling.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { Button } from '../../components/button.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { formatDuration } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

interface LabelChoicesProps {
  readonly projectId: string;
  readonly choices: readonly LabelChoice[];
  /** True before the first labelling job: nothing to go back to. */
  readonly first: boolean;
  readonly onDone: () => void;
}

/** Who labels the corpus, each with its reason and time. */
export function LabelChoices({ projectId, choices, first, onDone }: LabelChoicesProps) {
  const { api, queries } = useServices();
  const recommended = choices.find((choice) => choice.recommended) ?? choices[0];
  const [chosen, setChosen] = useState(recommended?.with ?? '');
  const [scope, setScope] = useState<'all' | 'unlabelled'>('unlabelled');
  const start = useAction(async () => {
    await api.call('label.start', { projectId, with: chosen, scope });
    // Read, not taken from the reply: an event may have been faster.
    await queries.refetch('label.status', { projectId });
    onDone();
  });
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        void start.run();
      }}
    >
      <fieldset>
        <legend className="mb-2 text-base font-semibold">{t('label.choose')}</legend>
        <div className="flex flex-col gap-2">
          {choices.filter(isGroup).map((choice) => (
            <Choice key={choice.with} choice={choice} chosen={chosen} onChoose={setChosen} />
          ))}
        </div>
        {choices.some((choice) => !isGroup(choice)) && (
          <details
            className="mt-3"
            open={choices.some((choice) => !isGroup(choice) && choice.with === chosen)}
          >
            <summary className="py-1 text-sm font-medium text-text-2">{t('label.alone')}</summary>
            <div className="mt-2 flex flex-col gap-2">
              {choices
                .filter((choice) => !isGroup(choice))
                .map((choice) => (
                  <Choice key={choice.with} choice={choice} chosen={chosen} onChoose={setChosen} />
                ))}
            </div>
          </details>
        )}
      </fieldset>
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div className="flex flex-col items-start gap-1">
          <p className="text-sm font-medium">{t('label.scope')}</p>
          <Segmented
            label={t('label.scope')}
            value={scope}
            options={(['unlabelled', 'all'] as const).map((value) => ({
              value,
              label: t(`label.scope_${value}`),
            }))}
            onChange={setScope}
          />
        </div>
        <div className="flex gap-2">
          {!first && (
            <Button size="lg" onClick={onDone}>
              {t('common.cancel')}
            </Button>
          )}
          <Button
            type="submit"
            variant="primary"
            size="lg"
            icon={Play}
            busy={start.busy}
            disabled={chosen === ''}
          >
            {t('label.start')}
          </Button>
        </div>
      </div>
    </form>
  );
}

/** Best, consensus and coalition; everything else is one annotator alone. */
function isGroup(choice: LabelChoice): boolean {
  return choice.with === 'best' || choice.with === 'consensus' || choice.with === 'elite';
}

interface ChoiceProps {
  readonly choice: LabelChoice;
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

function Choice({ choice, chosen, onChoose }: ChoiceProps) {
  const on = choice.with === chosen;
  const minutes = choice.estimatedMinutes;
  return (
    <label
      className={clsx(
        'flex items-start gap-3 rounded-panel border px-4 py-3',
        on ? 'border-accent bg-accent-soft' : 'border-line bg-panel hover:bg-hover',
      )}
    >
      <input
        type="radio"
        name="label-with"
        className="mt-1 accent-accent"
        checked={on}
        onChange={() => onChoose(choice.with)}
      />
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-2">
          <span className="text-base font-medium">{choice.label}</span>
          {choice.recommended && <StatusChip tone="accent">{t('label.recommended')}</StatusChip>}
          {minutes !== null && (
            <span className="ml-auto text-xs text-text-2">
              {minutes < 0.1
                ? t('label.moments')
                : t('label.minutes', { time: formatDuration(minutes * 60_000) })}
            </span>
          )}
        </span>
        <span className="block text-text-2">{choice.reason}</span>
        {choice.hosts.length > 0 && (
          <span className="block text-warning">
            {t('annotators.leavesTo', { hosts: choice.hosts.join(', ') })}
          </span>
        )}
        <span className="mt-0.5 block text-xs text-text-2">
          {t(`label.guideline_${choice.guidelineWhy}`, { number: choice.guidelineNumber })}
        </span>
      </span>
    </label>
  );
}
