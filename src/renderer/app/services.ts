import { createContext, useContext } from 'react';
import type { HostApi } from '#shared/rpc/api.ts';
import { createToastStore, type ToastStore } from '../components/toast-store.ts';
import { createApi, type Api } from './api.ts';
import { createInspectorStore, type InspectorStore } from './inspector-store.ts';
import { createJobsStore, jobsOnEvent, type JobsStore } from './jobs-store.ts';
import { createQueryCache, type QueryCache } from './query-cache.ts';
import { createRunWatch } from './run-watch.ts';
import { createSavingStore, type SavingStore } from './saving-store.ts';
import { createSelectionStore, type SelectionStore } from './selection-store.ts';
import { createSettingsStore, type SettingsStore } from './settings-store.ts';
import { createShortcutRegistry, type ShortcutRegistry } from './shortcut-registry.ts';

/** Everything the screens share, made once per window (and once per test). */
export interface Services {
  readonly api: Api;
  readonly queries: QueryCache;
  readonly toasts: ToastStore;
  readonly selection: SelectionStore;
  readonly settings: SettingsStore;
  readonly jobs: JobsStore;
  readonly saving: SavingStore;
  readonly inspector: InspectorStore;
  readonly shortcuts: ShortcutRegistry;
}

export function createServices(host: HostApi): Services & { readonly dispose: () => void } {
  const api = createApi(host);
  const queries = createQueryCache(api);
  const jobs = createJobsStore();
  const settings = createSettingsStore(api);
  const watchRun = createRunWatch(api, queries);
  const dispose = api.subscribe((event) => {
    queries.onEvent(event);
    jobsOnEvent(jobs, event);
    watchRun(event);
    if (event.kind === 'settings-change') void settings.getState().load();
  });
  return {
    api,
    queries,
    jobs,
    settings,
    toasts: createToastStore(),
    selection: createSelectionStore(),
    saving: createSavingStore(),
    inspector: createInspectorStore(),
    shortcuts: createShortcutRegistry(),
    dispose,
  };
}

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === null) throw new Error('useServices needs a ServicesContext above it');
  return services;
}
