import { useCallback, useRef } from 'react';
import { t } from '../i18n/t.ts';
import { useServices } from './services.ts';
import { useUndo } from './use-undo.ts';

/**
 * Like `offerUndo`, for screens where one change follows the other: the new message takes the place of the one before,
 * so that messages never pile up over the work.
 */
export function useQuietUndo(projectId: string): (title: string) => void {
  const { toasts } = useServices();
  const { undo } = useUndo(projectId);
  const last = useRef<number | null>(null);
  return useCallback(
    (title) => {
      const state = toasts.getState();
      if (last.current !== null) state.dismiss(last.current);
      last.current = state.show({
        tone: 'neutral',
        title,
        action: { label: t('common.undo'), run: undo },
        lifeMs: 6000,
      });
    },
    [toasts, undo],
  );
}
