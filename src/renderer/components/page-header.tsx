import type { ReactNode } from 'react';

interface PageHeaderProps {
  readonly title: ReactNode;
  /** One sentence: what this screen is for, or what it shows now. */
  readonly description?: ReactNode;
  /** Secondary actions first, the one primary action last. */
  readonly actions?: ReactNode;
  /** Small status words beside the title. */
  readonly status?: ReactNode;
}

export function PageHeader({ title, description, actions, status }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0 flex-1 basis-72">
        <div className="flex flex-wrap items-center gap-2.5">
          <h1 className="text-xl font-semibold tracking-tight text-text">{title}</h1>
          {status}
        </div>
        {description !== undefined && <p className="mt-0.5 max-w-2xl text-sm text-text-2">{description}</p>}
      </div>
      {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
