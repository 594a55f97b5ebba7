import { useCallback, useEffect, useRef, useState } from 'react';
import { useAction } from './use-action.ts';

export interface Autosave<T> {
  readonly draft: T;
  readonly setDraft: (draft: T) => void;
  /** Writes what has not been written yet, now (on blur, before leaving). Resolves once it is written. */
  readonly flush: () => Promise<void>;
}

const pauseMs = 700;

/**
 * A draft of a saved value: written after a pause in typing, on `flush` and on leaving the screen. A newer saved value
 * (undo, another window) replaces the draft unless there is something unwritten.
 */
export function useAutosave<T>(saved: T, write: (value: T) => Promise<void>): Autosave<T> {
  const [state, setState] = useState({ draft: saved, base: saved, dirty: false });
  const { run } = useAction(write);
  const waiting = useRef<{ readonly value: T; readonly timer: ReturnType<typeof setTimeout> } | null>(null);
  if (!Object.is(saved, state.base)) {
    setState({ ...state, draft: state.dirty ? state.draft : saved, base: saved });
  }
  const flush = useCallback(async () => {
    const pending = waiting.current;
    if (pending === null) return;
    clearTimeout(pending.timer);
    waiting.current = null;
    await run(pending.value);
    setState((now) => (Object.is(now.draft, pending.value) ? { ...now, dirty: false } : now));
  }, [run]);
  useEffect(() => () => void flush(), [flush]);
  const setDraft = useCallback(
    (draft: T) => {
      setState((now) => ({ ...now, draft, dirty: true }));
      if (waiting.current !== null) clearTimeout(waiting.current.timer);
      waiting.current = { value: draft, timer: setTimeout(() => void flush(), pauseMs) };
    },
    [flush],
  );
  return { draft: state.draft, setDraft, flush };
}
