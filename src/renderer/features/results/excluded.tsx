import { clsx } from 'clsx';
import { t } from '../../i18n/t.ts';

interface ExcludedProps {
  readonly excluded: readonly { readonly documentId: string; readonly reason: string }[];
  readonly className?: string;
}

/** What the numbers leave out, always said. */
export function Excluded({ excluded, className }: ExcludedProps) {
  if (excluded.length === 0)
    return <p className={clsx('text-xs text-text-2', className)}>{t('results.excludedNone')}</p>;
  return (
    <details className={clsx('text-xs text-text-2', className)}>
      <summary>{t('results.excluded', { count: excluded.length })}</summary>
      <ul aria-label={t('results.excludedList')} className="mt-1 max-h-40 overflow-auto pl-4">
        {excluded.map(({ documentId, reason }) => (
          <li key={documentId}>
            <span className="font-medium text-text">{documentId}</span>: {reason}
          </li>
        ))}
      </ul>
    </details>
  );
}
