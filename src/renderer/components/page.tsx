import { clsx } from 'clsx';
import type { ReactNode } from 'react';

interface PageProps {
  readonly children: ReactNode;
  /** text: a column to read; wide: most screens; full: edge to edge, the screen scrolls its own parts. */
  readonly width?: 'text' | 'wide' | 'full';
  readonly className?: string;
}

const widths = { text: 'max-w-3xl', wide: 'max-w-6xl', full: '' } as const;

/** The padding and scroll container every screen sits in. */
export function Page({ children, width = 'wide', className }: PageProps) {
  if (width === 'full') {
    return <div className={clsx('flex h-full min-h-0 flex-col gap-4 px-6 py-5', className)}>{children}</div>;
  }
  return (
    <div className="h-full overflow-auto">
      <div className={clsx('mx-auto flex flex-col gap-5 px-6 py-5', widths[width], className)}>
        {children}
      </div>
    </div>
  );
}
