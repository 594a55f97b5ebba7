import { ChartLine, FileText } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { ProjectScreenProps } from '../../app/project-screen-props.ts';
import { stepPath } from '../../app/routes.ts';
import { useIteration } from '../../app/use-iteration.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { useQuery } from '../../app/use-query.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Notice } from '../../components/notice.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Page } from '../../components/page.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { t } from '../../i18n/t.ts';
import { ConfusionTab } from './confusion-tab.tsx';
import { DetailsTab } from './details-tab.tsx';
import { DocumentsTab } from './documents-tab.tsx';
import { GoldTab } from './gold-tab.tsx';
import { OverviewTab } from './overview-tab.tsx';
import { useSaveFile } from './use-save-file.ts';
import { bestSentence } from './trend-view.ts';
import { namesOf } from './annotator-names.ts';

type TabId = 'overview' | 'confusion' | 'documents' | 'details' | 'gold';

/** Agreement over the rounds of a run and what lies behind it; gold apart. */
export function ResultsScreen({ projectId }: ProjectScreenProps) {
  const { ref, loading, run } = useIteration(projectId);
  const [tab, setTab] = useState<TabId>('overview');
  const query = useQuery('results.get', run === null ? null : { projectId, runId: run.runId }, {
    keepPrevious: true,
  });
  const { api } = useServices();
  const save = useSaveFile();
  const report = useAction(async () => {
    save({ ...(await api.call('results.report', { projectId })), base64: false });
  });
  const results = query.data;
  const measured = results?.iterations.some((round) => round.agreement !== null) === true;
  if (loading || (run !== null && results === undefined && query.error === undefined)) {
    return (
      <Page>
        <SkeletonLines lines={9} />
      </Page>
    );
  }
  if (query.error !== undefined && results === undefined) {
    return <ErrorState error={query.error} onRetry={query.refetch} />;
  }
  if (results === undefined || ref === null || !measured) {
    return (
      <EmptyState
        level={1}
        icon={ChartLine}
        title={t('results.emptyTitle')}
        actions={
          <Link href={stepPath(projectId, 'run')} className={buttonClass('primary')}>
            {t('results.toRun')}
          </Link>
        }
      >
        {t('results.emptyText')}
      </EmptyState>
    );
  }
  const sentence = bestSentence(results);
  const names = namesOf(results);
  return (
    <Page>
      <PageHeader
        title={t('results.title')}
        description={t('results.description')}
        actions={
          <Button icon={FileText} busy={report.busy} onClick={() => void report.run()}>
            {t('results.saveReport')}
          </Button>
        }
      />
      {sentence !== null && (
        <Notice tone="info" title={`${sentence} ${t('results.notAccuracy')}`}>
          <p>{t('results.notAccuracyHelp')}</p>
        </Notice>
      )}
      {results.warnings.length > 0 && (
        <Notice tone="warning" title={t('results.warnings')}>
          <ul className="list-inside list-disc">
            {results.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Notice>
      )}
      <Tabs<TabId>
        label={t('results.tabs')}
        value={tab}
        onChange={setTab}
        tabs={[
          {
            value: 'overview',
            label: t('results.tabOverview'),
            content: <OverviewTab input={ref} results={results} names={names} />,
          },
          {
            value: 'confusion',
            label: t('results.tabConfusion'),
            content: <ConfusionTab input={ref} names={names} />,
          },
          { value: 'documents', label: t('results.tabDocuments'), content: <DocumentsTab input={ref} /> },
          {
            value: 'details',
            label: t('results.tabDetails'),
            content: <DetailsTab input={ref} results={results} names={names} />,
          },
          ...(results.hasGold
            ? [
                {
                  value: 'gold' as const,
                  label: t('results.tabGold'),
                  content: <GoldTab input={ref} results={results} names={names} />,
                },
              ]
            : []),
        ]}
      />
    </Page>
  );
}
