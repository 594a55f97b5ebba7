import { ArrowRight } from 'lucide-react';
import { Link } from 'wouter';
import type { ProjectScreenProps } from '../../app/project-screen-props.ts';
import { stepPath } from '../../app/routes.ts';
import { useQuery } from '../../app/use-query.ts';
import { buttonClass } from '../../components/button.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Page } from '../../components/page.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { t } from '../../i18n/t.ts';
import { GoalEditor } from './goal-editor.tsx';

export function GoalScreen({ projectId }: ProjectScreenProps) {
  const { data, error, refetch } = useQuery('goal.get', { projectId });
  return (
    <Page width="text">
      <PageHeader
        title={t('goal.title')}
        description={t('goal.description')}
        actions={
          <Link href={stepPath(projectId, 'annotators')} className={buttonClass('secondary')}>
            {t('goal.next')}
            <ArrowRight aria-hidden className="size-4" />
          </Link>
        }
      />
      {error !== undefined && data === undefined ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : data === undefined ? (
        <SkeletonLines lines={5} />
      ) : (
        <GoalEditor projectId={projectId} saved={data.goal} />
      )}
      <section className="text-text-2">
        <h2 className="font-medium text-text">{t('goal.questions')}</h2>
        <ul className="mt-1.5 list-disc space-y-1 pl-5">
          <li>{t('goal.question1')}</li>
          <li>{t('goal.question2')}</li>
          <li>{t('goal.question3')}</li>
        </ul>
        <p className="mt-4">{t('goal.willRevise')}</p>
      </section>
    </Page>
  );
}
