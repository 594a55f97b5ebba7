import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { toneClasses, toneIcons, type Tone } from './status-chip.tsx';

interface NoticeProps {
  readonly tone: Exclude<Tone, 'busy'>;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  /** Button or link at the right. */
  readonly action?: ReactNode;
  readonly className?: string;
}

/** A banner inside a screen: icon, words, at most one action. */
export function Notice({ tone, title, children, action, className }: NoticeProps) {
  const Icon = toneIcons[tone];
  return (
    <div
      className={clsx(
        'flex items-start gap-2.5 rounded-control border px-3 py-2',
        toneClasses[tone],
        className,
      )}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1 text-sm text-text">
        {title !== undefined && <p className="font-medium">{title}</p>}
        {children !== undefined && (
          <div className={clsx(title !== undefined && 'text-text-2')}>{children}</div>
        )}
      </div>
      {action !== undefined && <div className="shrink-0">{action}</div>}
    </div>
  );
}
