import { Field } from '../../components/field.tsx';
import { Combobox } from '../../components/combobox.tsx';
import { formatPercent } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import type { ShownGuess } from './guesses.ts';

interface GuessFieldProps {
  readonly guess: ShownGuess;
  readonly onChange: (value: string) => void;
}

/** A sniffed property with how sure the sniffer is, and everything it could be instead. */
export function GuessField({ guess, onChange }: GuessFieldProps) {
  const help =
    guess.confidence === null
      ? t('import.chosenByYou')
      : t('import.sure', { percent: formatPercent(guess.confidence) });
  return (
    <Field label={t(guess.label)} help={help}>
      {({ id }) => (
        <Combobox
          id={id}
          className="w-full"
          label={t(guess.label)}
          value={guess.value}
          options={guess.choices}
          onChange={onChange}
        />
      )}
    </Field>
  );
}
