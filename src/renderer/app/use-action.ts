import { useCallback, useState } from 'react';
import { isAbortError } from '#shared/errors.ts';
import { useServices } from './services.ts';

export interface Action<A extends readonly unknown[], T> {
  /** Runs it; resolves to undefined where it failed (the failure is shown as a toast). */
  readonly run: (...args: A) => Promise<T | undefined>;
  readonly busy: boolean;
}

/** Something the user sets off: busy while it runs, a toast with what/why/what to do where it fails. */
export function useAction<A extends readonly unknown[], T>(work: (...args: A) => Promise<T>): Action<A, T> {
  const { toasts, saving } = useServices();
  const [busy, setBusy] = useState(false);
  const run = useCallback(
    async (...args: A) => {
      setBusy(true);
      saving.getState().begin();
      try {
        return await work(...args);
      } catch (error) {
        if (!isAbortError(error)) toasts.getState().showError(error);
        return undefined;
      } finally {
        setBusy(false);
        saving.getState().end();
      }
    },
    [work, toasts, saving],
  );
  return { run, busy };
}
