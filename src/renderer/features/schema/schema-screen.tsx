import type { ProjectScreenProps } from '../../app/project-screen-props.ts';
import { useQuery } from '../../app/use-query.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { SchemaWorkspace } from './schema-workspace.tsx';

export function SchemaScreen({ projectId }: ProjectScreenProps) {
  const { data, error, refetch } = useQuery('schema.get', { projectId });
  if (error !== undefined && data === undefined) return <ErrorState error={error} onRetry={refetch} />;
  if (data === undefined) return <SkeletonLines lines={6} className="mx-auto max-w-3xl p-10" />;
  return <SchemaWorkspace projectId={projectId} saved={data} />;
}
