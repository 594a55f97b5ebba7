import { createStore } from 'zustand/vanilla';

export interface Selection {
  readonly projectId: string | null;
  readonly runId: string | null;
  /** Null follows the newest round. */
  readonly iteration: number | null;
}
export interface SelectionState extends Selection {
  /** Entering another project forgets run and round. */
  readonly openProject: (projectId: string | null) => void;
  readonly selectRun: (runId: string | null) => void;
  readonly selectIteration: (iteration: number | null) => void;
}

/** Which project, run and round the screens show. */
export function createSelectionStore() {
  return createStore<SelectionState>((set) => ({
    projectId: null,
    runId: null,
    iteration: null,
    openProject: (projectId) =>
      set((old) => (old.projectId === projectId ? old : { projectId, runId: null, iteration: null })),
    selectRun: (runId) => set((old) => (old.runId === runId ? old : { runId, iteration: null })),
    selectIteration: (iteration) => set({ iteration }),
  }));
}
export type SelectionStore = ReturnType<typeof createSelectionStore>;
