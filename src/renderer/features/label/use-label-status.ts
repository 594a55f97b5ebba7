import { useEffect } from 'react';
import type { LabelStatus } from '#shared/rpc/labelling.ts';
import { useServices } from '../../app/services.ts';
import { useQuery, type Query } from '../../app/use-query.ts';

/** The newest labelling job of a project, kept up to date from events. */
export function useLabelStatus(projectId: string): Query<LabelStatus | null> {
  const { api, queries } = useServices();
  const query = useQuery('label.status', { projectId });
  useEffect(
    () =>
      api.subscribe((event) => {
        if (event.kind !== 'label-change' || event.projectId !== projectId) return;
        queries.set('label.status', { projectId }, () => event.status);
        if (event.status.state !== 'running') {
          queries.invalidate(
            (other) =>
              other.projectId === projectId &&
              other.method.startsWith('label.') &&
              other.method !== 'label.status',
          );
        }
      }),
    [api, queries, projectId],
  );
  return query;
}
