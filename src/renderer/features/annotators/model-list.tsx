import { HardDriveDownload, Play } from 'lucide-react';
import { useCallback } from 'react';
import type { RpcOutput } from '#shared/rpc/contract.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import type { Query } from '../../app/use-query.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Notice } from '../../components/notice.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { t } from '../../i18n/t.ts';
import { ModelCard } from './model-card.tsx';
import type { PoolControl } from './use-pool.ts';

interface ModelListProps {
  readonly models: Query<RpcOutput<'models.list'>>;
  readonly pool: PoolControl;
  readonly onGet: () => void;
}

/** Installed models as cards: fit, test, use. */
export function ModelList({ models, pool, onGet }: ModelListProps) {
  const { api, queries } = useServices();
  const start = useAction(
    useCallback(async () => {
      await api.call('server.start', {});
      queries.invalidate((query) => query.method === 'models.list' || query.method === 'system.health');
    }, [api, queries]),
  );
  const { data, error, refetch } = models;
  if (error !== undefined && data === undefined) return <ErrorState error={error} onRetry={refetch} />;
  if (data === undefined) return <SkeletonLines lines={6} />;
  if (data.server.state !== 'running') {
    return (
      <Notice
        tone="warning"
        title={t('annotators.serverDown')}
        action={
          data.server.canStart ? (
            <Button size="sm" icon={Play} busy={start.busy} onClick={() => void start.run()}>
              {t('annotators.serverStart')}
            </Button>
          ) : undefined
        }
      >
        {data.server.message} {data.server.action}
      </Notice>
    );
  }
  if (data.models.length === 0) {
    return (
      <EmptyState
        icon={HardDriveDownload}
        title={t('annotators.noModels')}
        actions={<Button onClick={onGet}>{t('annotators.tabGet')}</Button>}
      >
        {t('annotators.noModelsText')}
      </EmptyState>
    );
  }
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(19rem,1fr))] gap-4">
      {data.models.map((model) => (
        <li key={model.name} className="flex">
          <ModelCard model={model} pool={pool} />
        </li>
      ))}
    </ul>
  );
}
