import { clsx } from 'clsx';
import { Switch as Radix } from 'radix-ui';
import { useId, type ReactNode } from 'react';

interface SwitchProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly label: ReactNode;
  readonly help?: ReactNode;
  readonly hideLabel?: boolean;
  readonly disabled?: boolean;
  readonly className?: string;
}

/** Something that takes effect at once; use a checkbox inside forms. */
export function Switch({ checked, onChange, label, help, hideLabel, disabled, className }: SwitchProps) {
  const id = useId();
  return (
    <div className={clsx('flex items-start gap-3', className)}>
      <Radix.Root
        id={id}
        checked={checked}
        disabled={disabled ?? false}
        onCheckedChange={onChange}
        aria-describedby={help === undefined ? undefined : `${id}-help`}
        className="relative mt-px h-[1.125rem] w-8 shrink-0 rounded-full border border-line-control bg-sunken transition-colors duration-100 before:absolute before:-inset-1 disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <Radix.Thumb className="block size-3 translate-x-[3px] rounded-full bg-line-control transition-transform duration-100 data-[state=checked]:translate-x-[15px] data-[state=checked]:bg-on-accent" />
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
