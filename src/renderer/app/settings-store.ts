import { createStore } from 'zustand/vanilla';
import { settingsSchema, type Settings } from '#shared/rpc/system.ts';
import type { Api } from './api.ts';

export interface SettingsState {
  readonly settings: Settings;
  readonly loaded: boolean;
  readonly load: () => Promise<void>;
  /** Shown at once, then written; put back where writing fails. */
  readonly update: (patch: Partial<Settings>) => Promise<void>;
}

export function createSettingsStore(api: Pick<Api, 'call'>) {
  return createStore<SettingsState>((set, get) => ({
    settings: settingsSchema.parse({}),
    loaded: false,
    load: async () => set({ settings: await api.call('settings.get', {}), loaded: true }),
    update: async (patch) => {
      const before = get().settings;
      set({ settings: { ...before, ...patch } });
      try {
        set({ settings: await api.call('settings.set', { settings: patch }) });
      } catch (error) {
        set({ settings: before });
        throw error;
      }
    },
  }));
}
export type SettingsStore = ReturnType<typeof createSettingsStore>;
