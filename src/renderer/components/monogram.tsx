import { clsx } from 'clsx';
import { annotatorLook } from './annotator-look.ts';
import { Tooltip } from './tooltip.tsx';

interface MonogramProps {
  /** Two letters. */
  readonly letters: string;
  /** Full name, for the tooltip and screen readers. */
  readonly name: string;
  /** Place in the pool: chooses the underline pattern. */
  readonly position?: number;
  readonly className?: string;
}

/** Stands for one annotator: two letters and its underline pattern. */
export function Monogram({ letters, name, position, className }: MonogramProps) {
  const look = position === undefined ? null : annotatorLook(position);
  return (
    <Tooltip text={name}>
      <span
        role="img"
        aria-label={name}
        className={clsx(
          'inline-flex h-6 min-w-7 items-center justify-center rounded-sm border border-line bg-sunken px-1 font-mono text-2xs font-semibold text-text-2',
          className,
        )}
        style={
          look === null
            ? undefined
            : {
                textDecorationLine: 'underline',
                textDecorationStyle: look.style,
                textDecorationThickness: `${look.width}px`,
                textUnderlineOffset: '2px',
              }
        }
      >
        {letters}
      </span>
    </Tooltip>
  );
}
