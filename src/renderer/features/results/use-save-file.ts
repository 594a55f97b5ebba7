import { useCallback } from 'react';
import { useServices } from '../../app/services.ts';
import type { ChartFile } from '../../components/charts/chart-frame.tsx';
import { t } from '../../i18n/t.ts';

/** Asks where, writes the file through the host, and offers to show it. */
export function useSaveFile(): (file: ChartFile) => void {
  const { api, toasts } = useServices();
  return useCallback(
    (file) => {
      const save = async (): Promise<void> => {
        const path = await api.pickSavePath(file.fileName);
        if (path === null) return;
        await api.call('files.save', { path, content: file.content, base64: file.base64 });
        if (api.host === 'browser') {
          await api.reveal(path);
          return;
        }
        toasts.getState().show({
          tone: 'success',
          title: t('results.savedFile', { name: file.fileName }),
          action: { label: t('results.reveal'), run: () => void api.reveal(path) },
        });
      };
      save().catch((error: unknown) => toasts.getState().showError(error));
    },
    [api, toasts],
  );
}
