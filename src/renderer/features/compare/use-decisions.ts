import { useCallback } from 'react';
import type { Span } from '#shared/domain/span.ts';
import { useServices } from '../../app/services.ts';
import { useQuietUndo } from '../../app/use-quiet-undo.ts';
import { t } from '../../i18n/t.ts';
import type { IterationInput } from '../results/annotator-names.ts';
import type { Draft } from './compare-logic.ts';

export interface Decisions {
  /** Stores a decision and offers to take it back; false where it failed (the toast says why). */
  readonly decide: (documentKey: number, draft: Draft, said: string, unclear?: boolean) => Promise<boolean>;
  readonly decideMany: (drafts: readonly (Draft & { readonly documentKey: number })[]) => Promise<boolean>;
  readonly takeBack: (decisionId: string) => Promise<void>;
  readonly setFlag: (documentKey: number, flagged: boolean) => Promise<void>;
  readonly addComment: (documentKey: number, start: number, end: number, text: string) => Promise<boolean>;
  readonly removeComment: (commentId: string) => Promise<void>;
}

/** The expert's decisions, comments and flags: each is one call, undoable, and read again by the engine's event. */
export function useDecisions(input: IterationInput): Decisions {
  const { api, toasts, queries } = useServices();
  const offerUndo = useQuietUndo(input.projectId);
  const { projectId, runId, iteration } = input;
  const guarded = useCallback(
    async (work: () => Promise<void>): Promise<boolean> => {
      try {
        await work();
        queries.invalidate(
          (query) =>
            query.projectId === projectId &&
            (query.method.startsWith('compare.') || query.method === 'projects.overview'),
        );
        return true;
      } catch (error) {
        toasts.getState().showError(error);
        return false;
      }
    },
    [toasts, queries, projectId],
  );
  return {
    decide: (documentKey, draft, said, unclear = false) =>
      guarded(async () => {
        await api.call('decisions.add', {
          projectId,
          runId,
          iteration,
          decision: { ...draft, spans: copy(draft.spans), documentKey, unclear },
        });
        offerUndo(said);
      }),
    decideMany: (drafts) =>
      guarded(async () => {
        await api.call('decisions.addMany', {
          projectId,
          runId,
          iteration,
          decisions: drafts.map((draft) => ({ ...draft, spans: copy(draft.spans) })),
        });
        offerUndo(t('compare.sameApplied', { count: drafts.length }));
      }),
    takeBack: async (decisionId) => {
      await guarded(async () => {
        await api.call('decisions.remove', { projectId, decisionId });
        offerUndo(t('compare.takenBack'));
      });
    },
    setFlag: async (documentKey, flagged) => {
      await guarded(async () => {
        await api.call('documents.flag', { projectId, documentKey, flagged });
      });
    },
    addComment: (documentKey, start, end, text) =>
      guarded(async () => {
        await api.call('comments.add', { projectId, documentKey, start, end, text });
        offerUndo(t('compare.commentAdded'));
      }),
    removeComment: async (commentId) => {
      await guarded(async () => {
        await api.call('comments.remove', { projectId, commentId });
      });
    },
  };
}

/** Spans as the contract's mutable input wants them. */
function copy(spans: readonly Span[]): Span[] {
  return spans.map((span) => ({ ...span }));
}
