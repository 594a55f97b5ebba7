import { clsx } from 'clsx';
import { useId, type ReactNode } from 'react';

interface MeterProps {
  readonly label: ReactNode;
  readonly value: number;
  readonly max: number;
  /** The value in words: "9.8 of 16 GB". */
  readonly text: string;
  readonly tone?: 'accent' | 'success' | 'warning' | 'danger' | 'neutral';
  readonly className?: string;
}

const tones = {
  accent: 'bg-accent',
  success: 'bg-success',
  warning: 'bg-warning',
  danger: 'bg-danger',
  neutral: 'bg-line-control',
} as const;

/** How much of something is used (not progress). */
export function Meter({ label, value, max, text, tone = 'neutral', className }: MeterProps) {
  const labelId = useId();
  const share = max <= 0 ? 0 : Math.min(1, Math.max(0, value / max));
  return (
    <div className={clsx('flex flex-col gap-1', className)}>
      <div className="flex items-baseline justify-between gap-3 text-xs">
        <span id={labelId} className="text-text-2">
          {label}
        </span>
        <span className="text-text">{text}</span>
      </div>
      <div
        role="meter"
        aria-labelledby={labelId}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuenow={Math.min(max, value)}
        aria-valuetext={text}
        className="forced-border h-1.5 overflow-hidden rounded-full bg-pressed"
      >
        <div className={clsx('h-full rounded-full', tones[tone])} style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}
