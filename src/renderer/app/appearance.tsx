import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useServices } from './services.ts';
import { applyAppearance } from './theme.ts';
import { useMedia } from './use-media.ts';

/** Loads the settings and keeps theme and reading preferences on the root element. */
export function Appearance() {
  const { settings, toasts } = useServices();
  const current = useStore(settings, (state) => state.settings);
  const systemIsDark = useMedia('(prefers-color-scheme: dark)');
  useEffect(() => {
    settings
      .getState()
      .load()
      .catch((error: unknown) => toasts.getState().showError(error));
  }, [settings, toasts]);
  useEffect(() => applyAppearance(current, systemIsDark, document.documentElement), [current, systemIsDark]);
  return null;
}
