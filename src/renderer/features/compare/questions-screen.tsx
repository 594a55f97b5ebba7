import { CircleHelp, Play } from 'lucide-react';
import type { ProjectScreenProps } from '../../app/project-screen-props.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { useQuery } from '../../app/use-query.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Notice } from '../../components/notice.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Page } from '../../components/page.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { t } from '../../i18n/t.ts';
import { LeavesNotice } from '../run/leaves-notice.tsx';
import { QuestionCard } from './question-card.tsx';

/** Phase 1's open questions about the goal, newest round first; open ones before answered ones. */
export function QuestionsScreen({ projectId }: ProjectScreenProps) {
  const query = useQuery('questions.list', { projectId });
  const run = useQuery('run.status', { projectId });
  // The engine lists them in the order they were asked: the newest are those a waiting run is about.
  const questions = (query.data ?? [])
    .toReversed()
    .toSorted((a, b) => Number(a.answer !== null) - Number(b.answer !== null));
  const open = questions.filter((question) => question.answer === null).length;
  const waits = run.data?.state === 'waiting-for-expert';
  return (
    <Page width="text">
      <PageHeader
        title={t('compare.questionsTitle')}
        description={t('compare.questionsDescription')}
        status={
          open > 0 && <StatusChip tone="accent">{t('compare.questionsOpen', { count: open })}</StatusChip>
        }
      />
      {waits && <Waiting projectId={projectId} answered={query.data !== undefined && open === 0} />}
      {waits && <LeavesNotice projectId={projectId} settings={run.data.settings} />}
      {!waits && open > 0 && run.data?.settings.mode === 'autonomous' && (
        <Notice tone="info">
          {t(run.data.state === 'running' ? 'compare.questionAutonomous' : 'compare.questionLater')}
        </Notice>
      )}
      {query.data === undefined && query.error === undefined && <SkeletonLines lines={8} />}
      {query.data === undefined && query.error !== undefined && (
        <ErrorState error={query.error} onRetry={query.refetch} />
      )}
      {query.data !== undefined && questions.length === 0 && (
        <EmptyState icon={CircleHelp} title={t('compare.questionsEmptyTitle')}>
          {t('compare.questionsEmptyText')}
        </EmptyState>
      )}
      {questions.map((question) => (
        <QuestionCard key={question.questionId} projectId={projectId} question={question} />
      ))}
    </Page>
  );
}

function Waiting({ projectId, answered }: { readonly projectId: string; readonly answered: boolean }) {
  const { api, queries } = useServices();
  const resume = useAction(async () => {
    await api.call('run.resume', { projectId });
    // Read, not taken from the reply: an event may have been faster.
    await queries.refetch('run.status', { projectId });
  });
  return (
    <Notice
      tone="accent"
      title={t('compare.questionWait')}
      action={
        <Button
          size="sm"
          variant={answered ? 'primary' : 'secondary'}
          icon={Play}
          busy={resume.busy}
          onClick={() => void resume.run()}
        >
          {t('compare.questionGoOn')}
        </Button>
      }
    />
  );
}
