import { useMemo } from 'react';
import { useLocation } from 'wouter';
import type { ProjectSummary } from '#shared/rpc/projects.ts';
import { stepPath } from '../../app/routes.ts';
import { useServices } from '../../app/services.ts';
import { t } from '../../i18n/t.ts';

export interface ProjectActions {
  readonly createSample: () => void;
  readonly importBundle: () => void;
  readonly addFile: () => void;
  readonly rename: (project: ProjectSummary, name: string) => void;
  readonly duplicate: (project: ProjectSummary) => void;
  readonly setArchived: (project: ProjectSummary, archived: boolean) => void;
  readonly snapshot: (project: ProjectSummary) => void;
  readonly bin: (project: ProjectSummary) => void;
  readonly restore: (project: ProjectSummary) => void;
  readonly purge: (project: ProjectSummary) => void;
}

/** What can be done to projects from their cards; failures become toasts. */
export function useProjectActions(): ProjectActions {
  const { api, toasts } = useServices();
  const [, navigate] = useLocation();
  return useMemo(() => {
    const { show, showError } = toasts.getState();
    const act =
      <A extends readonly unknown[]>(work: (...args: A) => Promise<unknown>) =>
      (...args: A) =>
        void work(...args).catch(showError);
    const open = (project: ProjectSummary) => navigate(stepPath(project.id, project.nextStep));
    const pickOne = async (extensions: readonly string[]) => (await api.pickFiles({ extensions }))[0]?.path;
    const restore = act((project: ProjectSummary) => api.call('projects.restore', { projectId: project.id }));
    return {
      restore,
      createSample: act(async () => open(await api.call('projects.createSample', {}))),
      importBundle: act(async () => {
        const path = await pickOne(['zip']);
        if (path !== undefined) open(await api.call('projects.importBundle', { path }));
      }),
      addFile: act(async () => {
        const path = await pickOne(['diziner']);
        if (path !== undefined) open(await api.call('projects.add', { path }));
      }),
      rename: act((project, name: string) => api.call('projects.rename', { projectId: project.id, name })),
      duplicate: act((project: ProjectSummary) => api.call('projects.duplicate', { projectId: project.id })),
      setArchived: act((project, archived: boolean) =>
        api.call('projects.archive', { projectId: project.id, archived }),
      ),
      snapshot: act(async (project: ProjectSummary) => {
        const { path } = await api.call('projects.snapshot', { projectId: project.id });
        show({ tone: 'success', title: t('projects.snapshotDone', { path }) });
      }),
      bin: act(async (project: ProjectSummary) => {
        await api.call('projects.bin', { projectId: project.id });
        show({
          tone: 'neutral',
          title: t('projects.binned', { name: project.name }),
          action: { label: t('common.undo'), run: () => restore(project) },
        });
      }),
      purge: act((project: ProjectSummary) => api.call('projects.purge', { projectId: project.id })),
    };
  }, [api, toasts, navigate]);
}
