import { createStore } from 'zustand/vanilla';
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { RpcInput } from '#shared/rpc/contract.ts';

export type CompareFilter = NonNullable<RpcInput<'compare.documents'>['filter']>;

export interface CompareState {
  readonly filter: CompareFilter;
  readonly search: string;
  readonly onlyDifferences: boolean;
  readonly layout: 'underlines' | 'columns';
  /** Column ids in columns layout: "reading", "gold", "previous" or an annotator id; 2 to 4. */
  readonly columns: readonly string[];
  readonly hidden: readonly string[];
  readonly blind: boolean;
  readonly gold: boolean;
  readonly previous: boolean;
  readonly monograms: boolean;
  readonly hotspotId: string | null;
  /** What digit keys do: choose an option of the current hotspot, or set the entity type. */
  readonly digits: 'options' | 'labels';
  set(patch: Partial<CompareView>): void;
  toggleLane(annotatorId: string): void;
}

/** What of the state can be set. */
export type CompareView = Omit<CompareState, 'set' | 'toggleLane'>;

export function createCompareStore() {
  return createStore<CompareState>((set) => ({
    filter: {},
    search: '',
    onlyDifferences: false,
    layout: 'underlines',
    columns: [],
    hidden: [],
    blind: false,
    gold: false,
    previous: false,
    monograms: true,
    hotspotId: null,
    digits: 'labels',
    set: (patch) => set(patch),
    toggleLane: (id) =>
      set(({ hidden }) => ({
        hidden: hidden.includes(id) ? hidden.filter((other) => other !== id) : [...hidden, id],
      })),
  }));
}
export type CompareStore = ReturnType<typeof createCompareStore>;

export const CompareContext = createContext<CompareStore | null>(null);

export function useCompareStore(): CompareStore {
  const store = useContext(CompareContext);
  if (store === null) throw new Error('useCompareStore needs a CompareContext above it');
  return store;
}

export function useCompare<T>(select: (state: CompareState) => T): T {
  return useStore(useCompareStore(), select);
}

/** How many parts of a filter are set, for the button. */
export function filterSize(filter: CompareFilter): number {
  return (
    (filter.differences?.length ?? 0) +
    (filter.kinds?.length ?? 0) +
    (filter.types?.length ?? 0) +
    (filter.annotators?.length ?? 0) +
    ((filter.minScore ?? 0) > 0 ? 1 : 0) +
    (filter.undecidedOnly === true ? 1 : 0)
  );
}
