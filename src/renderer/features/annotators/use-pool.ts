import { useCallback } from 'react';
import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { useQuery } from '../../app/use-query.ts';
import { withAnnotator, withSettings } from './pool-facts.ts';

export interface PoolControl {
  /** Null while loading. */
  readonly annotators: readonly AnnotatorConfig[] | null;
  readonly error: unknown;
  readonly isOn: (id: string) => boolean;
  readonly toggle: (annotator: AnnotatorConfig, on: boolean) => void;
  /** Adds an annotator, or takes its new settings. */
  readonly put: (annotator: AnnotatorConfig) => void;
  /** Out of the pool; its answers stay. */
  readonly remove: (id: string) => void;
}

/** The project's annotators; a change shows at once and is written. */
export function usePool(projectId: string): PoolControl {
  const { api, queries } = useServices();
  const { data, error } = useQuery('annotators.pool', { projectId });
  const save = useAction(
    useCallback(
      async (annotators: readonly AnnotatorConfig[]) => {
        queries.set('annotators.pool', { projectId }, () => [...annotators]);
        try {
          await api.call('annotators.setPool', { projectId, annotators: [...annotators] });
        } catch (failure) {
          await queries.refetch('annotators.pool', { projectId });
          throw failure;
        }
      },
      [api, projectId, queries],
    ),
  );
  return {
    annotators: data ?? null,
    error,
    isOn: (id) => data?.some((annotator) => annotator.id === id && annotator.enabled) ?? false,
    toggle: (annotator, on) => void save.run(withAnnotator(data ?? [], annotator, on)),
    put: (annotator) => void save.run(withSettings(data ?? [], annotator)),
    remove: (id) => void save.run((data ?? []).filter((annotator) => annotator.id !== id)),
  };
}
