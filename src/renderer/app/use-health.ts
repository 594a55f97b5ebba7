import type { Health } from '#shared/rpc/system.ts';
import { useQuery, type Query } from './use-query.ts';

/** State of Ollama, memory and disk, read again every 15 seconds. */
export function useHealth(): Query<Health> {
  return useQuery('system.health', {}, { refreshMs: 15_000 });
}
