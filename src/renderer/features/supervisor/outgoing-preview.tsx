import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import type { z } from 'zod';
import type { outgoingPreviewSchema } from '#shared/rpc/setup.ts';
import { useQuery } from '../../app/use-query.ts';
import { Button } from '../../components/button.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Panel } from '../../components/panel.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { formatUsd } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { cutSnippets } from './cut-snippets.ts';

interface OutgoingPreviewProps {
  readonly projectId: string;
  readonly flush: () => Promise<void>;
}

/** The exact text of the next supervisor call; what comes from documents is marked. */
export function OutgoingPreview({ projectId, flush }: OutgoingPreviewProps) {
  const [shown, setShown] = useState(false);
  const { data, error, refetch } = useQuery('supervisor.preview', shown ? { projectId } : null);
  return (
    <Panel
      title={t('supervisor.preview')}
      description={t('supervisor.previewText')}
      actions={
        <Button
          size="sm"
          icon={shown ? EyeOff : Eye}
          aria-expanded={shown}
          onClick={() => void flush().then(() => setShown(!shown))}
        >
          {shown ? t('supervisor.previewHide') : t('supervisor.previewShow')}
        </Button>
      }
    >
      {shown &&
        (error !== undefined ? (
          <ErrorState compact error={error} onRetry={refetch} />
        ) : data === undefined ? (
          <SkeletonLines lines={6} />
        ) : (
          <PreviewText preview={data} />
        ))}
    </Panel>
  );
}

/** Also used where a waiting call asks for approval. */
export function PreviewText({ preview }: { readonly preview: z.infer<typeof outgoingPreviewSchema> }) {
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-text-2">
        <StatusChip tone={preview.leavesComputer ? 'info' : 'success'}>
          {preview.leavesComputer
            ? t('supervisor.previewLeaves', { host: preview.host })
            : t('supervisor.previewStays')}
        </StatusChip>
        <span>
          {t('supervisor.previewTokens', {
            input: preview.estimatedInputTokens,
            output: preview.estimatedOutputTokens,
          })}
        </span>
        <span>
          {preview.estimatedCostUsd === null
            ? t('supervisor.previewCostUnknown')
            : t('supervisor.previewCost', { cost: formatUsd(preview.estimatedCostUsd) })}
        </span>
        <span>{t('supervisor.previewSnippets', { count: preview.snippets.length })}</span>
        {preview.redacted > 0 && <span>{t('supervisor.previewRedacted', { count: preview.redacted })}</span>}
      </div>
      {preview.note !== '' && <p className="text-xs text-text-2">{preview.note}</p>}
      <pre
        tabIndex={0}
        aria-label={t('supervisor.preview')}
        className="ring-inset-focus max-h-96 overflow-auto rounded-control border border-line bg-sunken p-3 font-mono text-xs leading-5 whitespace-pre-wrap"
      >
        {cutSnippets(preview.text, preview.snippets).map((piece) =>
          piece.documentId === null ? (
            <span key={piece.start}>{piece.text}</span>
          ) : (
            <mark
              key={piece.start}
              title={t('supervisor.previewDocument', { id: piece.documentId })}
              className="rounded-sm border-b-2 border-warning bg-warning-soft text-text"
            >
              {piece.text}
            </mark>
          ),
        )}
      </pre>
    </div>
  );
}
