import { Tags } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { ProjectScreenProps } from '../../app/project-screen-props.ts';
import { stepPath } from '../../app/routes.ts';
import { useQuery } from '../../app/use-query.ts';
import { buttonClass } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Page } from '../../components/page.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { t } from '../../i18n/t.ts';
import { useNarrowInspector } from '../compare/use-narrow-inspector.ts';
import { AuditTab } from './audit-tab.tsx';
import { InconsistentTab } from './inconsistent-tab.tsx';
import { LabelChoices } from './label-choices.tsx';
import { LabelProgress } from './label-progress.tsx';
import { ReviewPane } from './review-pane.tsx';
import { useLabelStatus } from './use-label-status.ts';

type TabId = 'review' | 'inconsistent' | 'audit';

/** The corpus job: choose who labels, watch it, then review what is doubtful. */
export function LabelScreen({ projectId, rest }: ProjectScreenProps) {
  const status = useLabelStatus(projectId);
  const choices = useQuery('label.choices', { projectId });
  useNarrowInspector();
  const [choosing, setChoosing] = useState(false);
  const [tab, setTab] = useState<TabId>('review');
  if (status.data === undefined || choices.data === undefined) {
    const error = status.error ?? choices.error;
    return (
      <Page>
        {error === undefined ? (
          <SkeletonLines lines={8} />
        ) : (
          <ErrorState error={error} onRetry={status.error === undefined ? choices.refetch : status.refetch} />
        )}
      </Page>
    );
  }
  if (status.data === null && choices.data.length === 0) {
    return (
      <EmptyState
        level={1}
        icon={Tags}
        title={t('label.emptyTitle')}
        actions={
          <Link href={stepPath(projectId, 'run')} className={buttonClass('primary')}>
            {t('label.toRun')}
          </Link>
        }
      >
        {t('label.emptyText')}
      </EmptyState>
    );
  }
  if (status.data === null || choosing) {
    return (
      <Page width="text">
        <PageHeader title={t('label.title')} description={t('label.description')} />
        <LabelChoices
          projectId={projectId}
          choices={choices.data}
          first={status.data === null}
          onDone={() => setChoosing(false)}
        />
      </Page>
    );
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <LabelProgress projectId={projectId} status={status.data} onAgain={() => setChoosing(true)} />
      <Tabs<TabId>
        label={t('label.tabs')}
        value={tab}
        onChange={setTab}
        className="flex-1 px-6"
        panelClassName="flex-1 data-[state=active]:flex data-[state=active]:flex-col"
        tabs={[
          {
            value: 'review',
            label: t('label.tabReview'),
            content: <ReviewPane projectId={projectId} start={rest === '' ? null : Number(rest)} />,
          },
          {
            value: 'inconsistent',
            label: t('label.tabInconsistent'),
            content: <InconsistentTab projectId={projectId} />,
          },
          { value: 'audit', label: t('label.tabAudit'), content: <AuditTab projectId={projectId} /> },
        ]}
      />
    </div>
  );
}
