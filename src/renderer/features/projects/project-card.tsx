import { ArrowRight, TriangleAlert } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { ProjectSummary } from '#shared/rpc/projects.ts';
import { stepLabel } from '../../app/rail-items.ts';
import { stepPath } from '../../app/routes.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { formatAgo, formatAgreement, formatFileSize, formatDateTime } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { shelfOf } from './filter-projects.ts';
import { ProjectMenu } from './project-menu.tsx';
import type { ProjectActions } from './use-project-actions.ts';

interface ProjectCardProps {
  readonly project: ProjectSummary;
  readonly actions: ProjectActions;
}

export function ProjectCard({ project, actions }: ProjectCardProps) {
  const [now] = useState(() => Date.now());
  const binned = shelfOf(project) === 'bin';
  return (
    <article className="flex min-w-0 flex-1 flex-col rounded-panel border border-line bg-panel p-4">
      <header className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h2 className="line-clamp-2 text-base font-semibold text-text" title={project.name}>
            {project.name}
          </h2>
          <p className="text-xs text-text-2">
            {binned && project.binnedAt !== null
              ? t('projects.binnedAt', { date: formatDateTime(project.binnedAt) })
              : t('projects.changed', { ago: formatAgo(project.updatedAt, now) })}
          </p>
        </div>
        {project.sample && <StatusChip tone="neutral">{t('projects.sampleMark')}</StatusChip>}
        <ProjectMenu project={project} actions={actions} />
      </header>
      <dl className="mt-4 grid grid-cols-2 gap-x-4 gap-y-2.5 text-sm">
        <Fact value={t('projects.docs', { count: project.documents })}>
          {t('projects.types', { count: project.types })}
        </Fact>
        <Fact value={formatAgreement(project.bestAgreement)}>{t('projects.bestAgreement')}</Fact>
        <Fact
          value={
            project.lastIteration === null
              ? t('projects.noRound')
              : t('projects.round', { n: project.lastIteration })
          }
        >
          {t('app.stepRun')}
        </Fact>
        <Fact value={formatFileSize(project.sizeBytes)}>{t('projects.size')}</Fact>
      </dl>
      <footer className="mt-auto pt-4">
        {binned ? (
          <Button size="sm" onClick={() => actions.restore(project)}>
            {t('projects.restore')}
          </Button>
        ) : project.problem !== null ? (
          <p className="flex items-start gap-2 text-xs text-text-2">
            <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0 text-warning" />
            <span>
              <span className="font-medium text-text">{t('projects.problem')}.</span> {project.problem}
            </span>
          </p>
        ) : (
          <Link href={stepPath(project.id, project.nextStep)} className={buttonClass('secondary', 'sm')}>
            {t('projects.continueAt', { step: stepLabel(project.nextStep) })}
            <ArrowRight aria-hidden className="size-3.5" />
          </Link>
        )}
      </footer>
    </article>
  );
}

/** A number with its name under it. */
function Fact({ value, children }: { readonly value: string; readonly children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col-reverse">
      <dt className="truncate text-xs text-text-2">{children}</dt>
      <dd className="truncate font-medium text-text">{value}</dd>
    </div>
  );
}
