import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { RpcInput, RpcMethod, RpcOutput } from '#shared/rpc/contract.ts';
import { idleSnapshot, queryKey, type Snapshot } from './query-cache.ts';
import { useServices } from './services.ts';

export interface Query<T> extends Snapshot<T> {
  /** Asks again now. */
  readonly refetch: () => void;
}

interface QueryOptions {
  /** Goes on showing the last answer while the input changes (no layout shift). */
  readonly keepPrevious?: boolean;
  /** Asks again after so many milliseconds, while the screen is visible. */
  readonly refreshMs?: number;
}

/**
 * The engine's answer, cached and kept fresh by engine events. `input` null = do not ask yet.
 * `data` undefined and no `error` = loading.
 */
export function useQuery<M extends RpcMethod>(
  method: M,
  input: RpcInput<M> | null,
  options: QueryOptions = {},
): Query<RpcOutput<M>> {
  const { queries } = useServices();
  const key = input === null ? null : queryKey(method, input);
  const subscribe = useCallback(
    (listener: () => void) => (input === null ? () => undefined : queries.subscribe(method, input, listener)),
    // The key stands for the input's content; a new object with equal content must not subscribe anew.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [queries, method, key],
  );
  const snapshot = useSyncExternalStore(subscribe, () =>
    input === null ? (idleSnapshot as Snapshot<RpcOutput<M>>) : queries.snapshot(method, input),
  );
  const [previous, setPrevious] = useState(snapshot.data);
  if (snapshot.data !== undefined && snapshot.data !== previous) setPrevious(snapshot.data);

  const refetch = () => {
    if (input !== null) void queries.refetch(method, input);
  };
  const { refreshMs } = options;
  useEffect(() => {
    if (refreshMs === undefined || input === null) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void queries.refetch(method, input);
    }, refreshMs);
    return () => clearInterval(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- as above: the key stands for the input
  }, [queries, method, key, refreshMs]);

  // An answer may be null ("no run yet"): only undefined means that there is none.
  const data = snapshot.data === undefined && options.keepPrevious === true ? previous : snapshot.data;
  return { data, error: snapshot.error, pending: snapshot.pending, refetch };
}
