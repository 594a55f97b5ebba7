import { clsx } from 'clsx';
import { Command } from 'cmdk';
import { Check, ChevronDown } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { t } from '../i18n/t.ts';
import { nameActiveOption } from './name-active-option.ts';
import type { Option } from './select.tsx';

interface ComboboxProps<V extends string> {
  readonly value: V | null;
  readonly options: readonly (Option<V> & { readonly label: string })[];
  readonly onChange: (value: V) => void;
  readonly id?: string;
  readonly label?: string;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly className?: string;
}

/** A select with type-to-find, for long lists. */
export function Combobox<V extends string>(props: ComboboxProps<V>) {
  const { value, options, onChange, id, label, placeholder, disabled = false, className } = props;
  const [open, setOpen] = useState(false);
  const chosen = options.find((option) => option.value === value);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        id={id}
        role="combobox"
        aria-label={label}
        aria-expanded={open}
        disabled={disabled}
        className={clsx(
          'inline-flex h-8 max-w-full items-center justify-between gap-2 rounded-control border border-line-control bg-panel px-2.5 text-left text-sm hover:bg-hover focus-visible:outline-offset-0 disabled:opacity-60',
          className,
        )}
      >
        <span className={clsx('truncate', chosen === undefined && 'text-text-3')}>
          {chosen?.label ?? placeholder ?? t('common.choose')}
        </span>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-text-3" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={label ?? t('common.choose')}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="motion-fade z-50 w-(--radix-popover-trigger-width) min-w-64 rounded-control border border-line bg-raised shadow-float"
        >
          <Command ref={nameActiveOption} label={label ?? t('common.search')}>
            <Command.Input
              placeholder={t('common.search')}
              className="h-9 w-full border-b border-line bg-transparent px-3 text-sm outline-none"
            />
            <Command.List className="max-h-72 overflow-auto p-1">
              <Command.Empty className="px-2 py-3 text-center text-xs text-text-2">
                {t('common.noMatch')}
              </Command.Empty>
              {options.map((option) => (
                <Command.Item
                  key={option.value}
                  value={`${option.label} ${option.value}`}
                  disabled={option.disabled ?? false}
                  onSelect={() => {
                    onChange(option.value);
                    setOpen(false);
                  }}
                  className="flex items-start gap-2 rounded-sm px-2 py-1.5 text-sm data-[disabled=true]:opacity-50 data-[selected=true]:bg-hover"
                >
                  <Check
                    aria-hidden
                    className={clsx(
                      'mt-0.5 size-4 shrink-0 text-accent',
                      option.value !== value && 'invisible',
                    )}
                  />
                  <span className="min-w-0">
                    <span className="block break-words">{option.label}</span>
                    {option.detail !== undefined && (
                      <span className="block text-xs text-text-2">{option.detail}</span>
                    )}
                  </span>
                </Command.Item>
              ))}
            </Command.List>
          </Command>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
