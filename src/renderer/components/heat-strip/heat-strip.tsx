import { clsx } from 'clsx';

/** Where in a document the annotators differ: its stretches from left to right, the stronger the more they differ. */
export function HeatStrip({
  heat,
  label,
  className,
}: {
  /** 0..1 for each equal stretch. */
  readonly heat: readonly number[];
  readonly label: string;
  readonly className?: string;
}) {
  const cells = heat.length === 0 ? [0] : heat;
  return (
    <span
      role="img"
      aria-label={label}
      className={clsx('flex h-2 w-full items-end gap-px overflow-hidden rounded-sm bg-sunken', className)}
    >
      {cells.map((value, index) => (
        <span
          key={index}
          className="min-w-px flex-1 bg-hotspot"
          style={{
            height: `${value <= 0 ? 0 : 25 + 75 * Math.min(1, value)}%`,
            opacity: 0.35 + 0.65 * Math.min(1, value),
          }}
        />
      ))}
    </span>
  );
}
