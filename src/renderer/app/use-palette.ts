import { useMemo } from 'react';
import { entityPalette, type EntityPalette } from '../components/entity-palette.ts';
import { useQuery } from './use-query.ts';

const empty: EntityPalette = new Map();

/** Colours, patterns and keys of the project's entity types. */
export function usePalette(projectId: string): EntityPalette {
  const { data } = useQuery('schema.get', { projectId });
  return useMemo(() => (data === undefined ? empty : entityPalette(data.types)), [data]);
}
