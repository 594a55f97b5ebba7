import { ChevronRight } from 'lucide-react';
import {
  adaptiveThresholds,
  weightSchemes,
  type RunSettings,
  type WeightScheme,
} from '#shared/domain/run-settings.ts';
import { Checkbox } from '../../components/checkbox.tsx';
import { Field } from '../../components/field.tsx';
import { Select } from '../../components/select.tsx';
import { t } from '../../i18n/t.ts';
import { NumberField } from './number-field.tsx';

interface AdvancedSettingsProps {
  readonly draft: RunSettings;
  readonly errors: Readonly<Record<string, string>>;
  readonly onChange: (patch: Partial<RunSettings>) => void;
}

const weightLabels: Readonly<Record<WeightScheme, string>> = {
  hybrid: t('run.weights_hybrid'),
  'span-only': t('run.weights_spanOnly'),
  'kappa-only': t('run.weights_kappaOnly'),
};

/** What only experiments change. */
export function AdvancedSettings({ draft, errors, onChange }: AdvancedSettingsProps) {
  const analysis = (patch: Partial<RunSettings['analysis']>): void =>
    onChange({ analysis: { ...draft.analysis, ...patch } });
  const flags = [
    'skipGoal',
    'goldSupervision',
    'homogeneousPool',
    'modelSpecificForAll',
    'dropWorst',
  ] as const;
  return (
    <details className="group rounded-panel border border-line bg-panel">
      <summary className="flex cursor-default list-none items-center gap-2 rounded-panel px-4 py-3 hover:bg-hover [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 text-text-2 transition-transform group-open:rotate-90"
        />
        <span className="shrink-0 text-base font-semibold">{t('run.advanced')}</span>
        <span className="min-w-0 text-xs text-text-2">{t('run.advancedHelp')}</span>
      </summary>
      <div className="grid gap-x-8 gap-y-5 border-t border-line p-4 sm:grid-cols-2 lg:grid-cols-1 xl:grid-cols-2">
        <NumberField
          label={t('run.seed')}
          help={t('run.seedHelp')}
          value={draft.seed}
          step={1}
          error={errors['seed']}
          onChange={(value) => onChange({ seed: value ?? NaN })}
        />
        <Field label={t('run.weights')}>
          {(ids) => (
            <Select
              id={ids.id}
              value={draft.analysis.weights}
              options={weightSchemes.map((value) => ({ value, label: weightLabels[value] }))}
              onChange={(weights) => analysis({ weights })}
              className="self-start"
            />
          )}
        </Field>
        <NumberField
          label={t('run.hotspotPercentile')}
          help={t('run.hotspotPercentileHelp')}
          value={draft.analysis.hotspotPercentile}
          min={0}
          max={100}
          error={errors['analysis.hotspotPercentile']}
          onChange={(value) => analysis({ hotspotPercentile: value ?? NaN })}
        />
        <NumberField
          label={t('run.coalitionCutoff')}
          help={t('run.coalitionCutoffHelp')}
          value={draft.analysis.coalitionCutoff}
          min={0}
          max={1}
          step={0.05}
          error={errors['analysis.coalitionCutoff']}
          onChange={(value) => analysis({ coalitionCutoff: value ?? NaN })}
        />
        <Field label={t('run.adaptiveThreshold')} help={t('run.adaptiveThresholdHelp')}>
          {(ids) => (
            <Select
              id={ids.id}
              value={draft.analysis.adaptiveThreshold}
              options={adaptiveThresholds.map((value) => ({ value, label: t(`run.adaptive_${value}`) }))}
              onChange={(adaptiveThreshold) => analysis({ adaptiveThreshold })}
              className="self-start"
            />
          )}
        </Field>
        <NumberField
          label={t('run.hotspotBudget')}
          help={t('run.hotspotBudgetHelp')}
          value={draft.analysis.hotspotBudget}
          min={1}
          step={1}
          optional
          error={errors['analysis.hotspotBudget']}
          onChange={(hotspotBudget) => analysis({ hotspotBudget })}
        />
        <div className="flex flex-col gap-3">
          <Checkbox
            checked={draft.earlyStopping}
            onChange={(earlyStopping) => onChange({ earlyStopping })}
            label={t('run.earlyStopping')}
          />
        </div>
        {draft.earlyStopping && (
          <NumberField
            label={t('run.probeSetSize')}
            value={draft.probeSetSize}
            min={5}
            max={100}
            error={errors['probeSetSize']}
            onChange={(value) => onChange({ probeSetSize: value ?? NaN })}
          />
        )}
        <fieldset className="flex flex-col gap-3 sm:col-span-2">
          <legend className="mb-2 text-sm font-medium">{t('run.ablations')}</legend>
          {flags.map((flag) => (
            <Checkbox
              key={flag}
              checked={draft[flag]}
              onChange={(on) => onChange({ [flag]: on })}
              label={t(`run.${flag}`)}
              {...(flag === 'goldSupervision' ? { help: t('run.goldSupervisionHelp') } : {})}
            />
          ))}
        </fieldset>
      </div>
    </details>
  );
}
