import { X } from 'lucide-react';
import { useCallback } from 'react';
import { useStore } from 'zustand';
import type { Pull } from '#shared/rpc/setup.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { useQuery } from '../../app/use-query.ts';
import { IconButton } from '../../components/button.tsx';
import { Panel } from '../../components/panel.tsx';
import { Progress } from '../../components/progress.tsx';
import { formatFileSize, formatDuration } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

const active: readonly Pull['state'][] = ['queued', 'pulling', 'verifying', 'stalled'];

/** Downloads under way (and those that failed), one bar each over all their parts. */
export function PullQueue() {
  const { jobs } = useServices();
  const listed = useQuery('models.pulls', {}).data ?? [];
  const live = useStore(jobs, (state) => state.pulls);
  const pulls = Object.values({ ...Object.fromEntries(listed.map((pull) => [pull.model, pull])), ...live });
  const shown = pulls.filter((pull) => active.includes(pull.state) || pull.state === 'failed');
  if (shown.length === 0) return null;
  return (
    <Panel title={t('annotators.pulls')} description={t('annotators.pullsText')}>
      <ul className="flex flex-col gap-3">
        {shown.map((pull) => (
          <PullRow key={pull.model} pull={pull} />
        ))}
      </ul>
    </Panel>
  );
}

function PullRow({ pull }: { readonly pull: Pull }) {
  const { api } = useServices();
  const cancel = useAction(
    useCallback(async () => {
      await api.call('models.cancelPull', { model: pull.model });
    }, [api, pull.model]),
  );
  const detail = [
    t(`annotators.pull_${pull.state}`),
    pull.totalBytes !== null &&
      t('annotators.pullDetail', {
        done: formatFileSize(pull.completedBytes),
        total: formatFileSize(pull.totalBytes),
      }),
    pull.bytesPerSecond !== null && t('annotators.pullSpeed', { speed: formatFileSize(pull.bytesPerSecond) }),
    pull.etaMs !== null && t('annotators.pullLeft', { time: formatDuration(pull.etaMs) }),
    pull.message,
  ].filter((part) => part !== false && part !== '');
  return (
    <li className="flex items-center gap-3">
      <span className="w-44 shrink-0 truncate font-medium" title={pull.model}>
        {pull.model}
      </span>
      <Progress
        className="min-w-0 flex-1"
        fraction={pull.totalBytes === null ? null : pull.completedBytes / pull.totalBytes}
        label={pull.model}
        detail={detail.join(' · ')}
        tone={pull.state === 'failed' ? 'danger' : pull.state === 'stalled' ? 'warning' : 'accent'}
      />
      {active.includes(pull.state) && (
        <IconButton
          size="sm"
          icon={X}
          label={t('annotators.pullCancel', { name: pull.model })}
          disabled={cancel.busy}
          onClick={() => void cancel.run()}
        />
      )}
    </li>
  );
}
