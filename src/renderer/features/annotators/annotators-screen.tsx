import { ArrowRight } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { ProjectScreenProps } from '../../app/project-screen-props.ts';
import { stepPath } from '../../app/routes.ts';
import { useQuery } from '../../app/use-query.ts';
import { buttonClass } from '../../components/button.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Page } from '../../components/page.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { t } from '../../i18n/t.ts';
import { BuiltinList } from './builtin-list.tsx';
import { GetModels } from './get-models.tsx';
import { ModelList } from './model-list.tsx';
import { PoolSummary } from './pool-summary.tsx';
import { PullQueue } from './pull-queue.tsx';
import { RemoteAnnotators } from './remote-annotators.tsx';
import { ServerList } from './server-list.tsx';
import { usePool } from './use-pool.ts';

type Source = 'models' | 'server' | 'builtin' | 'get';

export function AnnotatorsScreen({ projectId }: ProjectScreenProps) {
  const pool = usePool(projectId);
  const models = useQuery('models.list', {});
  const [wish, setWish] = useState<Source | null>(null);
  const list = models.data?.models ?? [];
  const atServers = (pool.annotators ?? []).filter(({ kind }) => kind === 'openai').length;
  const source = wish ?? (models.data !== undefined && list.length === 0 ? 'builtin' : 'models');
  if (pool.error !== undefined && pool.annotators === null) return <ErrorState error={pool.error} />;
  return (
    <Page>
      <PageHeader
        title={t('annotators.title')}
        description={t('annotators.description')}
        actions={
          <Link href={stepPath(projectId, 'supervisor')} className={buttonClass('secondary')}>
            {t('annotators.next')}
            <ArrowRight aria-hidden className="size-4" />
          </Link>
        }
      />
      <PoolSummary pool={pool.annotators} />
      <RemoteAnnotators pool={pool.annotators} />
      <PullQueue />
      <Tabs
        label={t('annotators.tabs')}
        value={source}
        onChange={setWish}
        tabs={[
          {
            value: 'models',
            label: t('annotators.tabModels'),
            count: models.data === undefined ? undefined : list.length,
            content: <ModelList models={models} pool={pool} onGet={() => setWish('get')} />,
          },
          {
            value: 'server',
            label: t('annotators.tabServer'),
            count: atServers === 0 ? undefined : atServers,
            content: <ServerList pool={pool} />,
          },
          { value: 'builtin', label: t('annotators.tabBuiltin'), content: <BuiltinList pool={pool} /> },
          { value: 'get', label: t('annotators.tabGet'), content: <GetModels installed={list} /> },
        ]}
      />
    </Page>
  );
}
