import { ChevronRight, CircleHelp, Command, Settings } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { IconButton } from '../components/button.tsx';
import { t } from '../i18n/t.ts';
import { IterationPicker } from './iteration-picker.tsx';
import { NetworkBadge } from './network-badge.tsx';
import { overlayStore } from './overlay-store.ts';
import { projectsPath, settingsPath } from './routes.ts';
import { RunIndicator } from './run-indicator.tsx';
import { ThemeButton } from './theme-button.tsx';
import { useOverview } from './use-overview.ts';
import { useChord } from './use-shortcut.ts';

export function TopBar({ projectId }: { readonly projectId: string | null }) {
  const [, navigate] = useLocation();
  const { show } = overlayStore.getState();
  return (
    <header
      aria-label={t('app.topBar')}
      className="flex h-12 shrink-0 items-center gap-3 border-b border-line bg-panel pr-2 pl-4 max-md:gap-1"
    >
      <nav aria-label={t('app.projects')} className="flex min-w-0 flex-1 items-center gap-1.5 text-sm">
        <Link href={projectsPath} className="rounded-sm px-1 font-semibold tracking-tight text-text">
          {t('app.name')}
        </Link>
        <ChevronRight aria-hidden className="size-3.5 shrink-0 text-text-3 max-md:hidden" />
        <Link href={projectsPath} className="rounded-sm px-1 text-text-2 hover:text-text max-md:hidden">
          {t('app.projects')}
        </Link>
        {projectId !== null && <ProjectName projectId={projectId} />}
      </nav>
      {projectId !== null && <IterationPicker projectId={projectId} />}
      {projectId !== null && <RunIndicator projectId={projectId} />}
      <NetworkBadge />
      <div className="flex items-center">
        <IconButton
          icon={Command}
          label={t('app.palette')}
          chord={useChord('palette')}
          onClick={() => show('palette')}
        />
        <IconButton
          icon={CircleHelp}
          label={t('app.help')}
          chord={useChord('help')}
          onClick={() => show('help')}
        />
        <ThemeButton />
        <IconButton
          icon={Settings}
          label={t('app.settings')}
          chord={useChord('settings')}
          onClick={() => navigate(settingsPath)}
        />
      </div>
    </header>
  );
}

function ProjectName({ projectId }: { readonly projectId: string }) {
  const { data } = useOverview(projectId);
  return (
    <>
      <ChevronRight aria-hidden className="size-3.5 shrink-0 text-text-3" />
      <span className="min-w-0 truncate px-1 font-medium text-text" title={data?.summary.name}>
        {data?.summary.name ?? ' '}
      </span>
    </>
  );
}
