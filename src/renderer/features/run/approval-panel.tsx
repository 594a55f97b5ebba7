import { Send, ShieldCheck } from 'lucide-react';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { useQuery } from '../../app/use-query.ts';
import { Button } from '../../components/button.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { OutgoingText } from './outgoing-text.tsx';
import { Panel } from '../../components/panel.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { formatNumber, formatUsd } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

/** Ask mode: the exact text of the waiting call, its cost, and the two ways on. */
export function ApprovalPanel({
  projectId,
  callId,
}: {
  readonly projectId: string;
  readonly callId: string;
}) {
  const { api, queries } = useServices();
  const preview = useQuery('supervisor.preview', { projectId });
  const decide = useAction(async (approve: boolean) => {
    await api.call('supervisor.approve', { projectId, callId, approve });
    await queries.refetch('run.status', { projectId });
  });
  const data = preview.data;
  return (
    <Panel
      title={data?.leavesComputer === false ? t('run.approveLocalTitle') : t('run.approveTitle')}
      description={data === undefined ? undefined : t('run.approveText', { host: data.host })}
      actions={
        <>
          <Button disabled={decide.busy} onClick={() => void decide.run(false)}>
            {t('run.skipCall')}
          </Button>
          <Button
            variant="primary"
            icon={Send}
            disabled={data === undefined}
            busy={decide.busy}
            onClick={() => void decide.run(true)}
          >
            {t('run.approve')}
          </Button>
        </>
      }
    >
      {data === undefined && preview.error === undefined && <SkeletonLines lines={4} />}
      {data === undefined && preview.error !== undefined && (
        <ErrorState error={preview.error} onRetry={preview.refetch} compact />
      )}
      {data !== undefined && (
        <div className="flex flex-col gap-2">
          <p className="flex flex-wrap items-center gap-x-4 text-xs text-text-2">
            <span>
              {t('run.approveTokens', {
                tokens: formatNumber(data.estimatedInputTokens + data.estimatedOutputTokens),
                cost: data.estimatedCostUsd === null ? '–' : formatUsd(data.estimatedCostUsd),
              })}
            </span>
            {data.redacted > 0 && (
              <span className="inline-flex items-center gap-1">
                <ShieldCheck aria-hidden className="size-3.5" />
                {t('run.approveRedacted', { count: data.redacted })}
              </span>
            )}
            {data.note !== '' && <span>{data.note}</span>}
          </p>
          <OutgoingText text={data.text} snippets={data.snippets} />
        </div>
      )}
    </Panel>
  );
}
