import { RadioGroup } from 'radix-ui';
import { useId } from 'react';
import { HelpTerm } from '../../components/help-term.tsx';
import { t } from '../../i18n/t.ts';

type As = 'gold' | 'pre' | 'ignore';

const choices = [
  { value: 'gold', label: 'import.asGold', text: 'import.asGoldText' },
  { value: 'pre', label: 'import.asPre', text: 'import.asPreText' },
  { value: 'ignore', label: 'import.asIgnore', text: 'import.asIgnoreText' },
] as const;

/** What the file's spans count as. */
export function UseAsChoice({
  value,
  onChange,
}: {
  readonly value: As;
  readonly onChange: (value: As) => void;
}) {
  const id = useId();
  return (
    <section className="rounded-panel border border-line bg-panel p-4">
      <h2 id={id} className="mb-3 text-base font-semibold">
        <HelpTerm term="gold">{t('import.useAs')}</HelpTerm>
      </h2>
      <RadioGroup.Root
        aria-labelledby={id}
        value={value}
        onValueChange={(next) => onChange(next as As)}
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
    </section>
  );
}
