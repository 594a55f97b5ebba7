import type { ProjectSummary } from '#shared/rpc/projects.ts';
import { t } from '../i18n/t.ts';
import { stepLabel } from './rail-items.ts';
import { projectsPath, settingsPath, stepPath, steps } from './routes.ts';
import { allShortcuts } from './shortcut-registry.ts';
import { chordFor } from './shortcuts.ts';

export interface PaletteItem {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  readonly path?: string;
  /** Shortcut action to run. */
  readonly action?: string;
  readonly chord?: string;
}

interface PaletteInput {
  readonly projectId: string | null;
  readonly projects: readonly Pick<ProjectSummary, 'id' | 'name' | 'nextStep' | 'binnedAt'>[];
  readonly own: Readonly<Record<string, string>>;
  readonly isActive: (action: string) => boolean;
}

/** What the command palette offers at this place. */
export function paletteItems({ projectId, projects, own, isActive }: PaletteInput): readonly PaletteItem[] {
  const places: PaletteItem[] =
    projectId === null
      ? []
      : steps.map((step) => ({
          id: `go-${step}`,
          group: t('app.paletteGo'),
          label: t('app.actionGoStep', { step: stepLabel(step) }),
          path: stepPath(projectId, step),
        }));
  const actions: PaletteItem[] = allShortcuts
    .filter((shortcut) => shortcut.id !== 'palette' && isActive(shortcut.id))
    .map((shortcut) => ({
      id: shortcut.id,
      group: t('app.paletteDo'),
      label: t(shortcut.label),
      action: shortcut.id,
      chord: chordFor(shortcut, own),
    }));
  const others: PaletteItem[] = projects
    .filter((project) => project.id !== projectId && project.binnedAt === null)
    .map((project) => ({
      id: `project-${project.id}`,
      group: t('app.paletteProjects'),
      label: project.name,
      path: stepPath(project.id, project.nextStep),
    }));
  const fixed: PaletteItem[] = [
    { id: 'go-projects', group: t('app.paletteGo'), label: t('app.actionGoProjects'), path: projectsPath },
    { id: 'go-settings', group: t('app.paletteGo'), label: t('app.actionGoSettings'), path: settingsPath },
  ];
  const reachable = new Set(['projects', 'settings']);
  return [...places, ...fixed, ...actions.filter((item) => !reachable.has(item.id)), ...others];
}
