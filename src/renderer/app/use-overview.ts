import type { ProjectOverview } from '#shared/rpc/projects.ts';
import { useQuery, type Query } from './use-query.ts';

/** Counts, run state and undo state of a project: what rail, bar and status line show. */
export function useOverview(projectId: string | null): Query<ProjectOverview> {
  return useQuery('projects.overview', projectId === null ? null : { projectId });
}
