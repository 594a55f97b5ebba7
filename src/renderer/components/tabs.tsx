import { clsx } from 'clsx';
import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

interface TabsProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly tabs: readonly {
    readonly value: V;
    readonly label: ReactNode;
    /** Small number or word after the label. */
    readonly count?: ReactNode;
    readonly content: ReactNode;
  }[];
  readonly className?: string;
  /** Class of the open panel, e.g. to let it fill the height. */
  readonly panelClassName?: string;
}

export function Tabs<V extends string>({
  label,
  value,
  onChange,
  tabs,
  className,
  panelClassName,
}: TabsProps<V>) {
  return (
    <Radix.Root
      value={value}
      onValueChange={(next) => onChange(next as V)}
      className={clsx('flex min-h-0 flex-col', className)}
    >
      <Radix.List aria-label={label} className="flex shrink-0 gap-2 overflow-x-auto border-b border-line">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="ring-inset-focus -mb-px flex h-9 items-center gap-1.5 rounded-t-sm border-b-2 px-1.5 border-transparent text-sm font-medium whitespace-nowrap text-text-2 hover:text-text data-[state=active]:border-accent data-[state=active]:text-text"
          >
            {tab.label}
            {tab.count !== undefined && (
              <span className="rounded-full bg-sunken px-1.5 text-2xs text-text-2">{tab.count}</span>
            )}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className={clsx('min-h-0 pt-4', panelClassName)}>
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
