import { FolderInput, FolderPlus, Folders, Sparkles } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Menu } from '../../components/menu.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Page } from '../../components/page.tsx';
import { SearchInput } from '../../components/search-input.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useQuery } from '../../app/use-query.ts';
import { t } from '../../i18n/t.ts';
import { CreateProjectDialog } from './create-project-dialog.tsx';
import { filterProjects, type ProjectShelf } from './filter-projects.ts';
import { ProjectCard } from './project-card.tsx';
import { useProjectActions } from './use-project-actions.ts';

const emptyTexts = { archived: 'projects.emptyArchived', bin: 'projects.emptyBin' } as const;

export function ProjectsScreen() {
  const { data, error, refetch } = useQuery('projects.list', {});
  const [search, setSearch] = useState('');
  const [shelf, setShelf] = useState<ProjectShelf>('active');
  const [creating, setCreating] = useState(() => window.location.hash.endsWith('?new'));
  const actions = useProjectActions();
  const shown = filterProjects(data ?? [], shelf, search);
  return (
    <Page>
      <PageHeader
        title={t('projects.title')}
        description={t('projects.description')}
        actions={
          <>
            <Menu
              trigger={<Button icon={FolderInput}>{t('projects.moreWays')}</Button>}
              items={[
                { id: 'sample', label: t('projects.sample'), icon: Sparkles, onSelect: actions.createSample },
                {
                  id: 'bundle',
                  label: t('projects.importBundle'),
                  icon: FolderInput,
                  onSelect: actions.importBundle,
                },
                { id: 'file', label: t('projects.addFile'), icon: Folders, onSelect: actions.addFile },
              ]}
            />
            <Button variant="primary" icon={FolderPlus} onClick={() => setCreating(true)}>
              {t('projects.create')}
            </Button>
          </>
        }
      />
      <div className="flex flex-wrap items-center gap-3">
        <Segmented
          label={t('projects.filterLabel')}
          value={shelf}
          onChange={setShelf}
          options={[
            { value: 'active', label: t('projects.filterActive') },
            { value: 'archived', label: t('projects.filterArchived') },
            { value: 'bin', label: t('projects.filterBin') },
          ]}
        />
        <SearchInput value={search} onChange={setSearch} label={t('projects.search')} className="w-72" />
      </div>
      {error !== undefined && data === undefined ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : data === undefined ? (
        <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
          {[0, 1, 2].map((card) => (
            <Skeleton key={card} className="h-52 rounded-panel" />
          ))}
        </div>
      ) : shown.length > 0 ? (
        <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
          {shown.map((project) => (
            <li key={project.id} className="flex">
              <ProjectCard project={project} actions={actions} />
            </li>
          ))}
        </ul>
      ) : search !== '' ? (
        <EmptyState icon={Folders} title={t('projects.emptyFilter')}>
          {t('projects.noneFound', { search })}
        </EmptyState>
      ) : shelf === 'active' ? (
        <EmptyState
          icon={FolderPlus}
          title={t('projects.emptyTitle')}
          actions={
            <>
              <Button icon={Sparkles} onClick={actions.createSample}>
                {t('projects.sample')}
              </Button>
              <Button onClick={() => setCreating(true)}>{t('projects.create')}</Button>
            </>
          }
        >
          {t('projects.emptyText')}
        </EmptyState>
      ) : (
        <EmptyState icon={Folders} title={t('projects.emptyFilter')}>
          {t(emptyTexts[shelf])}
        </EmptyState>
      )}
      <CreateProjectDialog open={creating} onOpenChange={setCreating} />
    </Page>
  );
}
