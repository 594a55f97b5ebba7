import { clsx } from 'clsx';
import { Check, ChevronDown } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

export interface Option<V extends string = string> {
  readonly value: V;
  readonly label: ReactNode;
  /** Second line, or the words a search also looks at. */
  readonly detail?: string | undefined;
  readonly disabled?: boolean;
}

interface SelectProps<V extends string> {
  readonly value: V | null;
  readonly options: readonly Option<V>[];
  readonly onChange: (value: V) => void;
  readonly id?: string;
  readonly label?: string;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly size?: 'sm' | 'md';
  readonly className?: string;
}

/** For up to some twenty options; `Combobox` searches longer lists. Give `id` (in a Field) or `label`. */
export function Select<V extends string>(props: SelectProps<V>) {
  const {
    value,
    options,
    onChange,
    id,
    label,
    placeholder,
    disabled = false,
    size = 'md',
    className,
  } = props;
  return (
    <Radix.Root
      value={value ?? ''}
      onValueChange={(next) => onChange(next as V)}
      disabled={disabled || options.length === 0}
    >
      <Radix.Trigger
        id={id}
        aria-label={label}
        className={clsx(
          'inline-flex max-w-full items-center justify-between gap-2 rounded-control border border-line-control bg-panel px-2.5 text-left text-sm hover:bg-hover focus-visible:outline-offset-0 disabled:opacity-60',
          size === 'sm' ? 'h-7 text-xs' : 'h-8',
          className,
        )}
      >
        <span className="truncate">
          <Radix.Value placeholder={placeholder} />
        </span>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-text-3" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="motion-fade z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden rounded-control border border-line bg-raised p-1 shadow-float"
        >
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled ?? false}
                className="flex items-start gap-2 rounded-sm py-1.5 pr-3 pl-2 text-sm outline-none data-disabled:opacity-50 data-highlighted:bg-hover"
              >
                <span className="mt-0.5 size-4 shrink-0">
                  <Radix.ItemIndicator>
                    <Check aria-hidden className="size-4 text-accent" />
                  </Radix.ItemIndicator>
                </span>
                <span className="min-w-0">
                  <Radix.ItemText>{option.label}</Radix.ItemText>
                  {option.detail !== undefined && (
                    <span className="block text-xs text-text-2">{option.detail}</span>
                  )}
                </span>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
