import { useState } from 'react';
import { mostInFlight } from '#shared/domain/annotator.ts';
import { Field, TextInput } from '../../components/field.tsx';
import { t } from '../../i18n/t.ts';
import { inFlightOf } from './server-draft.ts';

interface InFlightFieldProps {
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly className?: string;
}

/** Most documents at once at a server; takes effect when the field is left. */
export function InFlightField({ value, onChange, className }: InFlightFieldProps) {
  const [text, setText] = useState(String(value));
  const number = inFlightOf(text);
  return (
    <Field
      label={t('annotators.inFlight')}
      help={t('annotators.inFlightHelp')}
      error={number === null ? t('annotators.inFlightBad', { most: mostInFlight }) : undefined}
      {...(className === undefined ? {} : { className })}
    >
      {(ids) => (
        <TextInput
          {...ids}
          className="max-w-24"
          inputMode="numeric"
          maxLength={4}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={() => {
            if (number !== null && number !== value) onChange(number);
          }}
        />
      )}
    </Field>
  );
}
