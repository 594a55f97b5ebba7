import { clsx } from 'clsx';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  readonly icon: LucideIcon;
  readonly title: string;
  /** What is missing and what it is good for. */
  readonly children: ReactNode;
  /** The next step, as buttons. */
  readonly actions?: ReactNode;
  /** 1 where the state is the whole screen and no other title is shown. */
  readonly level?: 1 | 2;
  readonly className?: string;
}

export function EmptyState({ icon: Icon, title, children, actions, level = 2, className }: EmptyStateProps) {
  const Heading = `h${level}` as const;
  return (
    <div className={clsx('mx-auto flex max-w-md flex-col items-center px-6 py-14 text-center', className)}>
      <div className="flex size-11 items-center justify-center rounded-panel border border-line bg-panel text-text-2">
        <Icon aria-hidden className="size-5" />
      </div>
      <Heading className="mt-4 text-lg font-semibold text-text">{title}</Heading>
      <div className="mt-1 text-sm text-text-2">{children}</div>
      {actions !== undefined && <div className="mt-5 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
