import { useMemo } from 'react';
import type { ToastStore } from '../components/toast-store.ts';
import { t } from '../i18n/t.ts';
import type { Api } from './api.ts';
import { useServices } from './services.ts';

export interface Undo {
  readonly undo: () => void;
  readonly redo: () => void;
  /** "Removed 3 documents" with an Undo button. Call it after an undoable change. */
  readonly offerUndo: (title: string) => void;
}

async function takeBack(api: Api, toasts: ToastStore, projectId: string): Promise<void> {
  const { label } = await api.call('edit.undo', { projectId });
  toasts.getState().show(
    label === null
      ? { tone: 'neutral', title: t('common.nothingToUndo') }
      : {
          tone: 'neutral',
          title: t('common.undone', { label }),
          action: { label: t('common.redo'), run: () => void doAgain(api, toasts, projectId) },
        },
  );
}

async function doAgain(api: Api, toasts: ToastStore, projectId: string): Promise<void> {
  const { label } = await api.call('edit.redo', { projectId });
  const title = label === null ? t('common.nothingToRedo') : t('common.redone', { label });
  toasts.getState().show({ tone: 'neutral', title });
}

/** Undo and redo of a project's edits, with a toast that says what was taken back. */
export function useUndo(projectId: string): Undo {
  const { api, toasts } = useServices();
  return useMemo(() => {
    const report = (error: unknown) => void toasts.getState().showError(error);
    const undo = () => void takeBack(api, toasts, projectId).catch(report);
    return {
      undo,
      redo: () => void doAgain(api, toasts, projectId).catch(report),
      offerUndo: (title) => {
        toasts.getState().show({ tone: 'neutral', title, action: { label: t('common.undo'), run: undo } });
      },
    };
  }, [api, toasts, projectId]);
}
