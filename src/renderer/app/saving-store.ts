import { createStore } from 'zustand/vanilla';

interface SavingState {
  /** Writes under way. */
  readonly pending: number;
  readonly begin: () => void;
  readonly end: () => void;
}

/** Behind the "Saved" mark: every change is written at once, so this is only ever short. */
export function createSavingStore() {
  return createStore<SavingState>((set) => ({
    pending: 0,
    begin: () => set(({ pending }) => ({ pending: pending + 1 })),
    end: () => set(({ pending }) => ({ pending: Math.max(0, pending - 1) })),
  }));
}
export type SavingStore = ReturnType<typeof createSavingStore>;
