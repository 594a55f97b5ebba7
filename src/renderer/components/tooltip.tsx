import { Tooltip as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { Kbd } from './kbd.tsx';

/** Wrap the app in it once. */
export function TooltipProvider({ children }: { readonly children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={450} skipDelayDuration={200}>
      {children}
    </Radix.Provider>
  );
}

interface TooltipProps {
  readonly text: ReactNode;
  readonly chord?: string | undefined;
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  /** One element that can hold focus. */
  readonly children: ReactElement;
}

/** A word of help on hover and on focus; never the only place of something needed. */
export function Tooltip({ text, chord, side = 'bottom', children }: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="motion-fade z-50 flex max-w-80 items-center gap-2 rounded-control border border-line bg-raised px-2.5 py-1.5 text-xs text-text shadow-float"
        >
          <span>{text}</span>
          {chord !== undefined && <Kbd chord={chord} />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
