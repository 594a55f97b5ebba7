import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { t } from '../i18n/t.ts';
import { CommandPalette } from './command-palette.tsx';
import { CrashScreen } from './crash-screen.tsx';
import { Inspector } from './inspector.tsx';
import { LeftRail } from './left-rail.tsx';
import { projectIdOf } from './routes.ts';
import { Screens } from './screens.tsx';
import { useServices } from './services.ts';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { StatusLine } from './status-line.tsx';
import { TopBar } from './top-bar.tsx';
import { useFrameShortcuts } from './use-frame-shortcuts.ts';

/** Top bar, rail of the method, screen, details, status line (ui.md section 2). */
export function Frame() {
  const { selection } = useServices();
  const [location] = useLocation();
  const projectId = projectIdOf(location);
  useEffect(() => selection.getState().openProject(projectId), [selection, projectId]);
  useFrameShortcuts(projectId);
  return (
    <div className="flex h-full min-w-0 flex-col">
      <a
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('main')?.focus();
        }}
        className="visually-hidden focus:!static focus:!h-auto focus:!w-auto focus:![clip-path:none] focus:p-2"
      >
        {t('app.skipToContent')}
      </a>
      <TopBar projectId={projectId} />
      <div className="flex min-h-0 flex-1">
        {projectId !== null && <LeftRail projectId={projectId} />}
        <main id="main" tabIndex={-1} className="min-w-0 flex-1 outline-none">
          <CrashScreen resetKey={location}>
            <Screens />
          </CrashScreen>
        </main>
        <Inspector />
      </div>
      <StatusLine projectId={projectId} />
      <CommandPalette projectId={projectId} />
      <ShortcutSheet />
    </div>
  );
}
