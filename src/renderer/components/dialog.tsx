import { clsx } from 'clsx';
import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { t } from '../i18n/t.ts';

interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  /** Buttons, right-aligned; the primary one last. */
  readonly footer?: ReactNode;
  readonly width?: 'sm' | 'md' | 'lg';
  /** A body without controls takes the focus itself, so that it can be scrolled by keyboard. */
  readonly focusableBody?: boolean;
}

const widths = { sm: 'max-w-md', md: 'max-w-xl', lg: 'max-w-4xl' } as const;

export const overlayClass = 'motion-fade fixed inset-0 z-40 bg-overlay';

/** Focus trap, Escape, a title. The body scrolls; head and buttons stay. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  footer,
  width = 'sm',
  focusableBody = false,
}: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={overlayClass} />
        <div className="pointer-events-none fixed inset-0 z-50 flex items-center justify-center p-4">
          <Radix.Content
            {...(description === undefined ? { 'aria-describedby': undefined } : {})}
            className={clsx(
              'motion-appear pointer-events-auto flex max-h-full w-full flex-col rounded-panel border border-line bg-raised shadow-float',
              widths[width],
            )}
          >
            <div className="flex items-start gap-3 px-5 pt-4 pb-3">
              <div className="min-w-0 flex-1">
                <Radix.Title className="text-lg font-semibold text-text">{title}</Radix.Title>
                {description !== undefined && (
                  <Radix.Description className="mt-1 text-sm text-text-2">{description}</Radix.Description>
                )}
              </div>
              <Radix.Close
                aria-label={t('common.close')}
                className="-mr-1.5 flex size-7 shrink-0 items-center justify-center rounded-control text-text-2 hover:bg-hover hover:text-text"
              >
                <X aria-hidden className="size-4" />
              </Radix.Close>
            </div>
            {children !== undefined && (
              <div
                className="ring-inset-focus min-h-0 flex-1 overflow-auto px-5 py-1"
                tabIndex={focusableBody ? 0 : undefined}
              >
                {children}
              </div>
            )}
            {footer !== undefined && (
              <div className="flex flex-wrap justify-end gap-2 px-5 pt-3 pb-4">{footer}</div>
            )}
          </Radix.Content>
        </div>
      </Radix.Portal>
    </Radix.Root>
  );
}
