import { clsx } from 'clsx';
import { CircleAlert, Copy } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { toErrorData } from '#shared/errors.ts';
import { t } from '../i18n/t.ts';
import { Button } from './button.tsx';

interface ErrorStateProps {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
  readonly actions?: ReactNode;
  /** A line inside a screen instead of the whole screen. */
  readonly compact?: boolean;
}

/** What happened, why, what to do, copy details: in that order. */
export function ErrorState({ error, onRetry, actions, compact = false }: ErrorStateProps) {
  const data = toErrorData(error);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(JSON.stringify(data, null, 2));
    setCopied(true);
  };
  return (
    <div
      role="alert"
      className={clsx(
        'flex gap-3 rounded-panel border border-danger/30 bg-danger-soft p-4',
        !compact && 'mx-auto my-10 max-w-xl',
      )}
    >
      <CircleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-danger" />
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words text-text">{data.message}</p>
        {data.action !== undefined && <p className="mt-1 break-words text-text-2">{data.action}</p>}
        {data.detail !== undefined && (
          <p className="mt-2 font-mono text-xs break-words text-text-2">{data.detail}</p>
        )}
        <div className="mt-3 flex flex-wrap gap-2">
          {onRetry !== undefined && (
            <Button size="sm" onClick={onRetry}>
              {t('common.retry')}
            </Button>
          )}
          {actions}
          <Button size="sm" variant="ghost" icon={Copy} onClick={() => void copy()}>
            {copied ? t('common.copied') : t('common.copyDetails')}
          </Button>
        </div>
      </div>
    </div>
  );
}
