import { useCallback } from 'react';
import type { RpcInput } from '#shared/rpc/contract.ts';
import { useServices } from '../../app/services.ts';
import { useQuietUndo } from '../../app/use-quiet-undo.ts';
import { t } from '../../i18n/t.ts';

export type RuleEditInput = RpcInput<'guidelines.edit'>['edit'];

export interface RuleEdits {
  /** Makes a new version; false where it failed (the toast says why). */
  readonly edit: (edit: RuleEditInput, said: string) => Promise<boolean>;
  readonly restore: (number: number) => Promise<boolean>;
}

/** Every change of the guideline makes a version and can be undone. */
export function useRuleEdits(projectId: string): RuleEdits {
  const { api, toasts, queries } = useServices();
  const offerUndo = useQuietUndo(projectId);
  const guarded = useCallback(
    async (work: () => Promise<unknown>, said: string): Promise<boolean> => {
      try {
        await work();
        queries.invalidate(
          (query) =>
            query.projectId === projectId &&
            (query.method.startsWith('guidelines.') || query.method === 'projects.overview'),
        );
        offerUndo(said);
        return true;
      } catch (error) {
        toasts.getState().showError(error);
        return false;
      }
    },
    [queries, toasts, offerUndo, projectId],
  );
  return {
    edit: (edit, said) => guarded(() => api.call('guidelines.edit', { projectId, edit }), said),
    restore: (number) =>
      guarded(
        () => api.call('guidelines.restore', { projectId, number }),
        t('guidelines.doneRestored', { number }),
      ),
  };
}
