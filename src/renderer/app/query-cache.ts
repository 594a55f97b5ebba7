import type { RpcInput, RpcMethod, RpcOutput } from '#shared/rpc/contract.ts';
import type { EngineEvent } from '#shared/rpc/events.ts';
import type { Api } from './api.ts';
import { isStaleAfter, type QueryId } from './query-areas.ts';

export interface Snapshot<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly pending: boolean;
}

interface Entry extends QueryId {
  readonly key: string;
  readonly input: unknown;
  snapshot: Snapshot<unknown>;
  readonly listeners: Set<() => void>;
  stale: boolean;
  /** Counts fetches, so that a late answer never overwrites a newer one. */
  turn: number;
  /** What was put in place since the last fetch set out: its answer may be older, so that they are put on top of it. */
  patches: ((old: unknown) => unknown)[];
  /** Fetches under way, and whether something changed since the last one set out. */
  underWay: number;
  again: boolean;
}

const maxIdleEntries = 300;

export const idleSnapshot: Snapshot<never> = { data: undefined, error: undefined, pending: true };

export function queryKey(method: RpcMethod, input: unknown): string {
  return `${method} ${JSON.stringify(input)}`;
}

/**
 * Answers of the engine by method and input. An entry is fetched when somebody looks at it, again when an event makes
 * it old, and forgotten when nobody has looked at it for a while (least recently used first).
 */
export function createQueryCache(api: Pick<Api, 'call'>) {
  const entries = new Map<string, Entry>();

  function entryOf(method: RpcMethod, input: unknown): Entry {
    const key = queryKey(method, input);
    const found = entries.get(key);
    if (found !== undefined) return found;
    const projectId =
      typeof input === 'object' && input !== null && 'projectId' in input ? String(input.projectId) : null;
    const entry: Entry = {
      key,
      method,
      input,
      projectId,
      snapshot: idleSnapshot,
      listeners: new Set(),
      stale: true,
      turn: 0,
      patches: [],
      underWay: 0,
      again: false,
    };
    entries.set(key, entry);
    return entry;
  }

  function publish(entry: Entry, snapshot: Snapshot<unknown>): void {
    entry.snapshot = snapshot;
    for (const listener of entry.listeners) listener();
  }

  async function fetchEntry(entry: Entry): Promise<void> {
    entry.turn += 1;
    entry.stale = false;
    entry.again = false;
    entry.patches = [];
    entry.underWay += 1;
    const turn = entry.turn;
    if (!entry.snapshot.pending) publish(entry, { ...entry.snapshot, pending: true });
    let next: Snapshot<unknown>;
    try {
      const answer: unknown = await api.call(entry.method, entry.input as never);
      const data = turn === entry.turn ? entry.patches.reduce((old, patch) => patch(old), answer) : answer;
      next = { data, error: undefined, pending: false };
    } catch (error) {
      next = { data: entry.snapshot.data, error, pending: false };
    }
    entry.underWay -= 1;
    if (turn === entry.turn) publish(entry, next);
    resume(entry);
  }

  function resume(entry: Entry): void {
    if (entry.again && entry.underWay === 0) void fetchEntry(entry);
  }

  /** A storm of events asks once more when the call under way is back, not once per event. */
  function fetchSoon(entry: Entry): void {
    if (entry.underWay > 0) entry.again = true;
    else void fetchEntry(entry);
  }

  function forgetIdle(): void {
    const idle = [...entries.values()].filter((entry) => entry.listeners.size === 0);
    for (const entry of idle.slice(0, Math.max(0, idle.length - maxIdleEntries))) entries.delete(entry.key);
  }

  return {
    snapshot<M extends RpcMethod>(method: M, input: RpcInput<M>): Snapshot<RpcOutput<M>> {
      return (entries.get(queryKey(method, input))?.snapshot ?? idleSnapshot) as Snapshot<RpcOutput<M>>;
    },

    subscribe<M extends RpcMethod>(method: M, input: RpcInput<M>, listener: () => void): () => void {
      const entry = entryOf(method, input);
      entries.delete(entry.key);
      entries.set(entry.key, entry);
      entry.listeners.add(listener);
      if (entry.stale) void fetchEntry(entry);
      return () => {
        entry.listeners.delete(listener);
        forgetIdle();
      };
    },

    /** Fetches again now (or on the next look). Resolves when the new answer is in. */
    async refetch<M extends RpcMethod>(method: M, input: RpcInput<M>): Promise<void> {
      await fetchEntry(entryOf(method, input));
    },

    /** Puts an answer in place without asking (optimistic edits, events that carry the new value). */
    set<M extends RpcMethod>(
      method: M,
      input: RpcInput<M>,
      update: (old: RpcOutput<M> | undefined) => RpcOutput<M> | undefined,
    ): void {
      const entry = entryOf(method, input);
      const { data: old } = entry.snapshot;
      const underWay = entry.underWay > 0;
      if (underWay) entry.patches.push((answer) => update(answer as RpcOutput<M> | undefined) ?? answer);
      const data = update(old as RpcOutput<M> | undefined);
      if (data === undefined) return;
      // Where there was an answer already, an update may be a part of it only: what is old elsewhere stays old.
      if (old === undefined) entry.stale = false;
      publish(entry, { data, error: undefined, pending: underWay });
    },

    invalidate(isOld: (query: QueryId) => boolean): void {
      for (const entry of entries.values()) {
        if (!isOld(entry)) continue;
        if (entry.listeners.size > 0) fetchSoon(entry);
        else entry.stale = true;
      }
    },

    onEvent(event: EngineEvent): void {
      this.invalidate((query) => isStaleAfter(event, query));
    },
  };
}
export type QueryCache = ReturnType<typeof createQueryCache>;
