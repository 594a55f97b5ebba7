import { GitCompare, History } from 'lucide-react';
import { useState } from 'react';
import type { RpcOutput } from '#shared/rpc/contract.ts';
import { AlertDialog } from '../../components/alert-dialog.tsx';
import { Button } from '../../components/button.tsx';
import { formatDateTime } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import type { RuleEdits } from './use-rule-edits.ts';

interface VersionsTabProps {
  /** Newest first. */
  readonly revisions: RpcOutput<'guidelines.revisions'>;
  readonly edits: RuleEdits;
  readonly onShow: (number: number) => void;
  readonly onChanges: (from: number, to: number) => void;
}

/** The history: who made which version when, to look at, compare or bring back. */
export function VersionsTab({ revisions, edits, onShow, onChanges }: VersionsTabProps) {
  const [restoring, setRestoring] = useState<number | null>(null);
  return (
    <>
      <ol className="flex flex-col divide-y divide-line rounded-panel border border-line bg-panel">
        {revisions.map((revision, index) => (
          <li key={revision.number} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
            <div className="min-w-0 flex-1 basis-64">
              <p className="font-medium">
                {t('guidelines.versionRow', { number: revision.number })}
                {index === 0 && (
                  <span className="ml-2 text-xs font-normal text-text-2">
                    {t('guidelines.versionNewest')}
                  </span>
                )}
              </p>
              <p className="truncate text-text-2" title={revision.summary}>
                {revision.summary}
              </p>
              <p className="text-xs text-text-2">
                {t(`guidelines.versionBy_${revision.author}`)} ·{' '}
                {t('guidelines.versionFor', { round: revision.iteration })} ·{' '}
                {t('guidelines.rulesCount', { count: revision.rules })} · {formatDateTime(revision.createdAt)}
              </p>
            </div>
            <div className="flex gap-1">
              {revision.number > 0 && (
                <Button
                  size="sm"
                  variant="ghost"
                  icon={GitCompare}
                  title={t('guidelines.showChanges')}
                  onClick={() => onChanges(revision.parent ?? revision.number - 1, revision.number)}
                >
                  {t('guidelines.tabDiff')}
                </Button>
              )}
              <Button size="sm" variant="ghost" onClick={() => onShow(revision.number)}>
                {t('guidelines.showVersion')}
              </Button>
              {index > 0 && (
                <Button
                  size="sm"
                  variant="ghost"
                  icon={History}
                  onClick={() => setRestoring(revision.number)}
                >
                  {t('guidelines.restore')}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ol>
      <AlertDialog
        open={restoring !== null}
        onOpenChange={(open) => {
          if (!open) setRestoring(null);
        }}
        tone="primary"
        title={t('guidelines.restoreTitle', { number: restoring ?? 0 })}
        confirm={t('guidelines.restore')}
        onConfirm={() => {
          if (restoring !== null) void edits.restore(restoring);
        }}
      >
        {t('guidelines.restoreText')}
      </AlertDialog>
    </>
  );
}
