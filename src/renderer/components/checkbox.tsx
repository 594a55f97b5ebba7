import { clsx } from 'clsx';
import { Check, Minus } from 'lucide-react';
import { Checkbox as Radix } from 'radix-ui';
import { useId, type ReactNode } from 'react';

interface CheckboxProps {
  readonly checked: boolean | 'indeterminate';
  readonly onChange: (checked: boolean) => void;
  readonly label: ReactNode;
  readonly help?: ReactNode;
  /** Hides the label visually, for table cells. */
  readonly hideLabel?: boolean;
  readonly disabled?: boolean;
  readonly className?: string;
}

export function Checkbox({ checked, onChange, label, help, hideLabel, disabled, className }: CheckboxProps) {
  const id = useId();
  return (
    <div className={clsx('flex items-start gap-2', className)}>
      <Radix.Root
        id={id}
        checked={checked}
        disabled={disabled ?? false}
        onCheckedChange={(next) => onChange(next === true)}
        aria-describedby={help === undefined ? undefined : `${id}-help`}
        className="relative mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-sm border border-line-control bg-panel before:absolute before:-inset-1.5 disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent"
      >
        <Radix.Indicator className="text-on-accent">
          {checked === 'indeterminate' ? (
            <Minus aria-hidden className="size-3.5" strokeWidth={3} />
          ) : (
            <Check aria-hidden className="size-3.5" strokeWidth={3} />
          )}
        </Radix.Indicator>
      </Radix.Root>
      <div className={hideLabel === true ? 'visually-hidden' : 'min-w-0'}>
        <label htmlFor={id} className="text-sm text-text">
          {label}
        </label>
        {help !== undefined && (
          <p id={`${id}-help`} className="text-xs text-text-2">
            {help}
          </p>
        )}
      </div>
    </div>
  );
}
