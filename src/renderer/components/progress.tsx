import { clsx } from 'clsx';

interface ProgressProps {
  /** 0..1; null while the total is unknown. */
  readonly fraction: number | null;
  readonly label: string;
  /** Words under the bar: "12,000 of 100,000 documents, 3 min left". */
  readonly detail?: string | undefined;
  readonly tone?: 'accent' | 'success' | 'warning' | 'danger';
  readonly className?: string;
}

const tones = {
  accent: 'bg-accent',
  success: 'bg-success',
  warning: 'bg-warning',
  danger: 'bg-danger',
} as const;

export function Progress({ fraction, label, detail, tone = 'accent', className }: ProgressProps) {
  const percent = fraction === null ? null : Math.round(Math.min(1, Math.max(0, fraction)) * 1000) / 10;
  return (
    <div className={clsx('flex flex-col gap-1', className)}>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent ?? undefined}
        aria-valuetext={detail}
        className="forced-border h-1.5 w-full overflow-hidden rounded-full bg-pressed"
      >
        <div
          className={clsx(
            'h-full rounded-full',
            tones[tone],
            percent === null && 'motion-indeterminate w-2/5',
          )}
          style={percent === null ? undefined : { width: `${percent}%` }}
        />
      </div>
      {detail !== undefined && <p className="text-xs text-text-2">{detail}</p>}
    </div>
  );
}
