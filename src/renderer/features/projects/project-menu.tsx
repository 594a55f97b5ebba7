import { Archive, ArchiveRestore, Camera, Copy, Ellipsis, Pencil, Trash2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { ProjectSummary } from '#shared/rpc/projects.ts';
import { AlertDialog } from '../../components/alert-dialog.tsx';
import { IconButton } from '../../components/button.tsx';
import { Menu, type MenuItem } from '../../components/menu.tsx';
import { t } from '../../i18n/t.ts';
import { shelfOf } from './filter-projects.ts';
import { RenameDialog } from './rename-dialog.tsx';
import type { ProjectActions } from './use-project-actions.ts';

interface ProjectMenuProps {
  readonly project: ProjectSummary;
  readonly actions: ProjectActions;
}

export function ProjectMenu({ project, actions }: ProjectMenuProps) {
  const [asking, setAsking] = useState<'rename' | 'purge' | null>(null);
  const close = () => setAsking(null);
  const inBin: readonly MenuItem[] = [
    { id: 'restore', label: t('projects.restore'), icon: Undo2, onSelect: () => actions.restore(project) },
    {
      id: 'purge',
      label: t('projects.purge'),
      icon: Trash2,
      danger: true,
      separated: true,
      onSelect: () => setAsking('purge'),
    },
  ];
  const outside: readonly MenuItem[] = [
    { id: 'rename', label: t('projects.rename'), icon: Pencil, onSelect: () => setAsking('rename') },
    {
      id: 'duplicate',
      label: t('projects.duplicate'),
      icon: Copy,
      onSelect: () => actions.duplicate(project),
    },
    {
      id: 'snapshot',
      label: t('projects.snapshot'),
      icon: Camera,
      onSelect: () => actions.snapshot(project),
    },
    {
      id: 'archive',
      label: project.archived ? t('projects.unarchive') : t('projects.archive'),
      icon: project.archived ? ArchiveRestore : Archive,
      onSelect: () => actions.setArchived(project, !project.archived),
    },
    {
      id: 'bin',
      label: t('projects.bin'),
      icon: Trash2,
      danger: true,
      separated: true,
      onSelect: () => actions.bin(project),
    },
  ];
  return (
    <>
      <Menu
        trigger={
          <IconButton
            icon={Ellipsis}
            size="sm"
            className="-mt-1 -mr-1.5"
            label={t('projects.actions', { name: project.name })}
          />
        }
        items={shelfOf(project) === 'bin' ? inBin : outside}
      />
      {asking === 'rename' && (
        <RenameDialog
          name={project.name}
          onClose={close}
          onRename={(name) => actions.rename(project, name)}
        />
      )}
      <AlertDialog
        open={asking === 'purge'}
        onOpenChange={close}
        title={t('projects.purgeTitle', { name: project.name })}
        confirm={t('projects.purge')}
        onConfirm={() => actions.purge(project)}
        typeToConfirm={project.name}
      >
        <p>{t('projects.purgeText')}</p>
        <p className="mt-2">{t('projects.purgeType', { name: project.name })}</p>
      </AlertDialog>
    </>
  );
}
