import { useCallback } from 'react';
import { useStore } from 'zustand';
import type { Settings } from '#shared/rpc/system.ts';
import { useServices } from '../../app/services.ts';

/** The settings and a way to change them; failures become toasts. */
export function useSettings(): readonly [settings: Settings, change: (patch: Partial<Settings>) => void] {
  const { settings, toasts } = useServices();
  const current = useStore(settings, (state) => state.settings);
  const change = useCallback(
    (patch: Partial<Settings>) => {
      settings
        .getState()
        .update(patch)
        .catch((error: unknown) => toasts.getState().showError(error));
    },
    [settings, toasts],
  );
  return [current, change];
}
