import { clsx } from 'clsx';
import type { LucideIcon } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactElement } from 'react';
import { Kbd } from './kbd.tsx';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon?: LucideIcon;
  readonly chord?: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** Draws a line above. */
  readonly separated?: boolean;
  readonly onSelect: () => void;
}

/** Actions behind a button. */
export function Menu({
  trigger,
  items,
  align = 'end',
}: {
  readonly trigger: ReactElement;
  readonly items: readonly MenuItem[];
  readonly align?: 'start' | 'end';
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="motion-fade z-50 min-w-48 rounded-control border border-line bg-raised p-1 shadow-float"
        >
          {items.map(({ id, label, icon: Icon, chord, danger, disabled, separated, onSelect }) => (
            <div key={id}>
              {separated === true && <Radix.Separator className="my-1 h-px bg-line" />}
              <Radix.Item
                disabled={disabled ?? false}
                onSelect={onSelect}
                className={clsx(
                  'flex h-8 items-center gap-2.5 rounded-sm px-2 text-sm outline-none data-disabled:opacity-50 data-highlighted:bg-hover',
                  danger === true && 'text-danger',
                )}
              >
                {Icon ? (
                  <Icon aria-hidden className="size-4 shrink-0" />
                ) : (
                  <span className="size-4 shrink-0" />
                )}
                <span className="flex-1 whitespace-nowrap">{label}</span>
                {chord !== undefined && <Kbd chord={chord} />}
              </Radix.Item>
            </div>
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
