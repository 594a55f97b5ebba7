import { Field, TextInput } from '../../components/field.tsx';

interface NumberFieldProps {
  readonly label: string;
  readonly help?: string;
  readonly value: number | null;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  readonly error?: string | undefined;
  readonly optional?: boolean;
  /** NaN while the text is no number. */
  readonly onChange: (value: number | null) => void;
  readonly className?: string;
}

/** A number; empty is null. */
export function NumberField(props: NumberFieldProps) {
  const { label, help, value, min, max, step, error, optional, onChange, className } = props;
  return (
    <Field
      label={label}
      help={help}
      error={error}
      {...(optional === undefined ? {} : { optional })}
      {...(className === undefined ? {} : { className })}
    >
      {(ids) => (
        <TextInput
          {...ids}
          type="number"
          inputMode="decimal"
          className="max-w-40"
          min={min}
          max={max}
          step={step}
          value={value === null || Number.isNaN(value) ? '' : value}
          onChange={(event) => onChange(event.target.value === '' ? null : event.target.valueAsNumber)}
        />
      )}
    </Field>
  );
}
