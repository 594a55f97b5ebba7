import { RadioGroup } from 'radix-ui';
import { useId } from 'react';
import { Checkbox } from '../../components/checkbox.tsx';
import { HelpTerm } from '../../components/help-term.tsx';
import { t } from '../../i18n/t.ts';
import { annotatedWords, nameList } from './annotated-words.ts';
import type { WizardStepProps } from './format-step.tsx';
import type { Options } from './wizard-state.ts';

type As = 'gold' | 'pre' | 'ignore';

const choices = [
  { value: 'gold', label: 'import.asGold', text: 'import.asGoldText' },
  { value: 'pre', label: 'import.asPre', text: 'import.asPreText' },
  { value: 'ignore', label: 'import.asIgnore', text: 'import.asIgnoreText' },
] as const;

type UseAsChoiceProps = Pick<WizardStepProps, 'preview' | 'options' | 'dispatch'>;

/** Who annotated what, and what the spans count as. */
export function UseAsChoice({ preview, options, dispatch }: UseAsChoiceProps) {
  const id = useId();
  const { annotatedEmpty, annotators, models } = preview;
  const change = (changed: Partial<Options>) => dispatch({ kind: 'options-changed', options: changed });
  return (
    <section className="rounded-panel border border-line bg-panel p-4">
      <h2 id={id} className="text-base font-semibold">
        <HelpTerm term="gold">{t('import.useAs')}</HelpTerm>
      </h2>
      <p className="mt-1 mb-3 text-text-2">{annotatedWords(preview)}</p>
      <RadioGroup.Root
        aria-labelledby={id}
        value={options.as ?? 'gold'}
        onValueChange={(as) => change({ as: as as As })}
        className="grid gap-3 md:grid-cols-3"
      >
        {choices.map((choice) => (
          <RadioGroup.Item
            key={choice.value}
            value={choice.value}
            className="flex items-start gap-2.5 rounded-control border border-line-strong p-3 text-left hover:bg-hover data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft"
          >
            <span className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border border-line-control">
              <RadioGroup.Indicator className="size-2 rounded-full bg-accent" />
            </span>
            <span>
              <span className="block font-medium">{t(choice.label)}</span>
              <span className="block text-xs text-text-2">{t(choice.text)}</span>
            </span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
      {annotators.length > 1 && (
        <p className="mt-3 text-sm">
          {t('import.annotatorsApart', { count: annotators.length, names: nameList(annotators) })}
        </p>
      )}
      {models.length > 0 && (
        <p className="mt-3 text-sm">{t('import.modelsApart', { names: nameList(models) })}</p>
      )}
      {(annotatedEmpty > 0 || options.emptyMeans === 'unannotated') && (
        <Checkbox
          className="mt-3"
          label={t('import.emptyMeans')}
          help={t('import.emptyMeansText')}
          checked={options.emptyMeans === 'unannotated'}
          onChange={(checked) => change({ emptyMeans: checked ? 'unannotated' : 'annotated' })}
        />
      )}
    </section>
  );
}
