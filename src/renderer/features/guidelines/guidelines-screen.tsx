import { BookOpenCheck, Plus } from 'lucide-react';
import { useState } from 'react';
import type { ProjectScreenProps } from '../../app/project-screen-props.ts';
import { useQuery } from '../../app/use-query.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Notice } from '../../components/notice.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Page } from '../../components/page.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { t } from '../../i18n/t.ts';
import { compared, lastChange, pairOf, type ComparedVersions } from './compared-versions.ts';
import { ConflictsNotice } from './conflicts-notice.tsx';
import { DiffTab } from './diff-tab.tsx';
import { ExportMenu } from './export-menu.tsx';
import { RuleEditor, type RuleDraft } from './rule-editor.tsx';
import { RulesTab } from './rules-tab.tsx';
import { SizeMeter } from './size-meter.tsx';
import { useRuleEdits } from './use-rule-edits.ts';
import { VersionsTab } from './versions-tab.tsx';

type TabId = 'rules' | 'diff' | 'versions';

/** The guideline: rules with their reasons, changes between versions, history. */
export function GuidelinesScreen({ projectId }: ProjectScreenProps) {
  const [tab, setTab] = useState<TabId>('rules');
  const [shown, setShown] = useState<number | null>(null);
  const [pair, setPair] = useState<ComparedVersions | null>(null);
  const [draft, setDraft] = useState<RuleDraft | null>(null);
  const guideline = useQuery('guidelines.get', { projectId, number: shown }, { keepPrevious: true });
  const revisions = useQuery('guidelines.revisions', { projectId });
  const edits = useRuleEdits(projectId);
  const data = guideline.data;
  const list = (revisions.data ?? []).toSorted((a, b) => b.number - a.number);
  const newest = list[0]?.number ?? data?.number ?? 0;
  const isOld = shown !== null && shown !== newest;
  if (data === undefined) {
    return guideline.error === undefined ? (
      <Page>
        <SkeletonLines lines={9} />
      </Page>
    ) : (
      <ErrorState error={guideline.error} onRetry={guideline.refetch} />
    );
  }
  return (
    <Page>
      <PageHeader
        title={t('guidelines.title')}
        description={t('guidelines.description')}
        actions={
          <>
            <ExportMenu projectId={projectId} number={shown} />
            <Button variant="primary" icon={Plus} disabled={isOld} onClick={() => setDraft({ rule: null })}>
              {t('guidelines.addRule')}
            </Button>
          </>
        }
      />
      {isOld && (
        <Notice
          tone="info"
          action={
            <Button size="sm" onClick={() => setShown(null)}>
              {t('guidelines.backToNewest')}
            </Button>
          }
        >
          {t('guidelines.viewingOld', { number: data.number, newest })}
        </Notice>
      )}
      <ConflictsNotice projectId={projectId} rules={data.rules} />
      {data.rules.length === 0 && list.length < 2 ? (
        <EmptyState icon={BookOpenCheck} title={t('guidelines.emptyTitle')}>
          {t('guidelines.emptyText')}
        </EmptyState>
      ) : (
        <Tabs<TabId>
          label={t('guidelines.tabs')}
          value={tab}
          onChange={(next) => {
            if (next === 'diff') setPair((chosen) => chosen ?? lastChange(newest));
            setTab(next);
          }}
          tabs={[
            {
              value: 'rules',
              label: t('guidelines.tabRules'),
              count: data.rules.filter((rule) => rule.status !== 'rejected').length,
              content: (
                <RulesTab
                  projectId={projectId}
                  guideline={data}
                  edits={edits}
                  readOnly={isOld}
                  onEdit={(rule) => setDraft({ rule })}
                />
              ),
            },
            {
              value: 'diff',
              label: t('guidelines.tabDiff'),
              content: (
                <DiffTab
                  projectId={projectId}
                  revisions={list}
                  pair={pairOf(pair ?? lastChange(newest), newest)}
                  onPair={(chosen) => setPair(compared(chosen, newest))}
                  edits={edits}
                />
              ),
            },
            {
              value: 'versions',
              label: t('guidelines.tabVersions'),
              count: list.length,
              content: (
                <VersionsTab
                  revisions={list}
                  edits={edits}
                  onShow={(number) => {
                    setShown(number);
                    setTab('rules');
                  }}
                  onChanges={(from, to) => {
                    setPair(compared({ from, to }, newest));
                    setTab('diff');
                  }}
                />
              ),
            },
          ]}
        />
      )}
      <SizeMeter projectId={projectId} />
      {draft !== null && (
        <RuleEditor projectId={projectId} draft={draft} edits={edits} onClose={() => setDraft(null)} />
      )}
    </Page>
  );
}
