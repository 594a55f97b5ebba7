import { clsx } from 'clsx';
import { useId, type ReactNode } from 'react';

interface PanelProps {
  readonly title?: ReactNode;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
  /** No padding around the children, for tables and lists. */
  readonly flush?: boolean;
}

/** A white (or dark) card with an optional head. */
export function Panel({ title, description, actions, children, className, flush = false }: PanelProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={title === undefined ? undefined : id}
      className={clsx('flex min-w-0 flex-col rounded-panel border border-line bg-panel', className)}
    >
      {(title !== undefined || actions !== undefined) && (
        <header
          className={clsx(
            'flex flex-wrap items-center justify-between gap-2 px-4 pt-3 has-[+:empty]:pb-3',
            flush && 'pb-3',
          )}
        >
          <div className="min-w-0">
            {title !== undefined && (
              <h2 id={id} className="text-base font-semibold text-text">
                {title}
              </h2>
            )}
            {description !== undefined && <p className="text-xs text-text-2">{description}</p>}
          </div>
          {actions !== undefined && <div className="flex items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={clsx('min-h-0 flex-1 empty:hidden', !flush && 'p-4')}>{children}</div>
    </section>
  );
}
