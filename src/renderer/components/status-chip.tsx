import { clsx } from 'clsx';
import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  Info,
  LoaderCircle,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';

export type Tone = 'neutral' | 'success' | 'warning' | 'danger' | 'info' | 'accent' | 'busy';

export const toneIcons: Readonly<Record<Tone, LucideIcon>> = {
  neutral: CircleDashed,
  success: CircleCheck,
  warning: TriangleAlert,
  danger: CircleAlert,
  info: Info,
  accent: Info,
  busy: LoaderCircle,
};

export const toneClasses: Readonly<Record<Tone, string>> = {
  neutral: 'bg-sunken text-text-2 border-line',
  success: 'bg-success-soft text-success border-success/25',
  warning: 'bg-warning-soft text-warning border-warning/25',
  danger: 'bg-danger-soft text-danger border-danger/25',
  info: 'bg-info-soft text-info border-info/25',
  accent: 'bg-accent-soft text-accent border-accent/25',
  busy: 'bg-accent-soft text-accent border-accent/25',
};

interface StatusChipProps {
  readonly tone: Tone;
  readonly children: ReactNode;
  readonly icon?: LucideIcon;
  readonly className?: string;
}

/** A state as icon and word; colour only repeats it. */
export function StatusChip({ tone, children, icon, className }: StatusChipProps) {
  const Icon = icon ?? toneIcons[tone];
  return (
    <span
      className={clsx(
        'inline-flex h-5 items-center gap-1 rounded-full border px-1.5 text-2xs font-medium whitespace-nowrap',
        toneClasses[tone],
        className,
      )}
    >
      <Icon aria-hidden className={clsx('size-3 shrink-0', tone === 'busy' && 'animate-spin')} />
      {children}
    </span>
  );
}
