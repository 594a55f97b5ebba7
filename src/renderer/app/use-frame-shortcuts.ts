import { useLocation } from 'wouter';
import { overlayStore } from './overlay-store.ts';
import { projectsPath, settingsPath } from './routes.ts';
import { useServices } from './services.ts';
import { useShortcut, useShortcutKeys } from './use-shortcut.ts';
import { useUndo } from './use-undo.ts';

/** The keys that work everywhere. */
export function useFrameShortcuts(projectId: string | null): void {
  const { settings, inspector } = useServices();
  const [, navigate] = useLocation();
  const { undo, redo } = useUndo(projectId ?? '');
  const { show } = overlayStore.getState();
  useShortcutKeys();
  useShortcut('palette', () => show('palette'));
  useShortcut('help', () => show('help'));
  useShortcut('settings', () => navigate(settingsPath));
  useShortcut('projects', () => navigate(projectsPath));
  useShortcut('theme', () => {
    const dark = document.documentElement.dataset['theme'] === 'dark';
    void settings.getState().update({ theme: dark ? 'light' : 'dark' });
  });
  useShortcut('undo', undo, projectId !== null);
  useShortcut('redo', redo, projectId !== null);
  useShortcut('inspector', () => inspector.getState().toggle(), projectId !== null);
}
