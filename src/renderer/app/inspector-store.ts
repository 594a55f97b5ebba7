import { createStore } from 'zustand/vanilla';

const minWidth = 240;
const maxWidth = 640;

export interface InspectorState {
  /** The user's wish; the panel shows only while a screen has something to put into it. */
  readonly wanted: boolean;
  readonly width: number;
  /** How many screens fill it now (0 or 1 in practice). */
  readonly owners: number;
  readonly toggle: () => void;
  readonly setWanted: (wanted: boolean) => void;
  readonly setWidth: (width: number) => void;
  readonly claim: () => () => void;
}

const storageKey = 'diziner.inspector-width';

function remembered(): number {
  const stored = Number(typeof localStorage === 'undefined' ? NaN : localStorage.getItem(storageKey));
  return stored >= minWidth && stored <= maxWidth ? stored : 320;
}

export function createInspectorStore() {
  return createStore<InspectorState>((set) => ({
    wanted: true,
    width: remembered(),
    owners: 0,
    toggle: () => set(({ wanted }) => ({ wanted: !wanted })),
    setWanted: (wanted) => set({ wanted }),
    setWidth: (width) => {
      const next = Math.round(Math.min(maxWidth, Math.max(minWidth, width)));
      localStorage.setItem(storageKey, String(next));
      set({ width: next });
    },
    claim: () => {
      set(({ owners }) => ({ owners: owners + 1 }));
      return () => set(({ owners }) => ({ owners: owners - 1 }));
    },
  }));
}
export type InspectorStore = ReturnType<typeof createInspectorStore>;
