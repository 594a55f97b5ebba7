import { useCallback } from 'react';
import { t } from '../i18n/t.ts';
import { useServices } from './services.ts';

export interface Undo {
  readonly undo: () => void;
  readonly redo: () => void;
  /** "Removed 3 documents" with an Undo button. Call it after an undoable change. */
  readonly offerUndo: (title: string) => void;
}

/** Undo and redo of a project's edits, with a toast that says what was taken back. */
export function useUndo(projectId: string): Undo {
  const { api, toasts } = useServices();
  const step = useCallback(
    async (direction: 'undo' | 'redo') => {
      const show = toasts.getState();
      try {
        const { label } = await api.call(direction === 'undo' ? 'edit.undo' : 'edit.redo', { projectId });
        if (label === null) {
          show.show({
            tone: 'neutral',
            title: t(direction === 'undo' ? 'common.nothingToUndo' : 'common.nothingToRedo'),
          });
        } else if (direction === 'undo') {
          show.show({
            tone: 'neutral',
            title: t('common.undone', { label }),
            action: { label: t('common.redo'), run: () => void step('redo') },
          });
        } else show.show({ tone: 'neutral', title: t('common.redone', { label }) });
      } catch (error) {
        show.showError(error);
      }
    },
    [api, toasts, projectId],
  );
  const undo = useCallback(() => void step('undo'), [step]);
  const redo = useCallback(() => void step('redo'), [step]);
  const offerUndo = useCallback(
    (title: string) => {
      toasts.getState().show({ tone: 'neutral', title, action: { label: t('common.undo'), run: undo } });
    },
    [toasts, undo],
  );
  return { undo, redo, offerUndo };
}
