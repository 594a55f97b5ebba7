import { clsx } from 'clsx';
import type { LucideIcon } from 'lucide-react';
import { ToggleGroup } from 'radix-ui';

interface SegmentedProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly label: string; readonly icon?: LucideIcon }[];
  readonly onChange: (value: V) => void;
  readonly size?: 'sm' | 'md';
  readonly className?: string;
}

/** Two to five choices that exclude one another; arrow keys move, exactly one is on. */
export function Segmented<V extends string>({
  label,
  value,
  options,
  onChange,
  size = 'md',
  className,
}: SegmentedProps<V>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        if (next !== '') onChange(next as V);
      }}
      className={clsx('inline-flex rounded-control border border-line bg-sunken p-0.5', className)}
    >
      {options.map(({ value: option, label: text, icon: Icon }) => (
        <ToggleGroup.Item
          key={option}
          value={option}
          className={clsx(
            'inline-flex items-center gap-1.5 rounded-sm border border-transparent px-2.5 font-medium whitespace-nowrap text-text-2',
            'hover:text-text data-[state=on]:border-line-strong data-[state=on]:bg-panel data-[state=on]:text-text',
            size === 'sm' ? 'h-6 text-xs' : 'h-7 text-sm',
          )}
        >
          {Icon && <Icon aria-hidden className="size-3.5" />}
          {text}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
