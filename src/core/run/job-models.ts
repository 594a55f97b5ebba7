import type { SupervisorConfig } from '#shared/domain/run-settings.ts';
import type { Database } from '#core/store/open-store.ts';
import { readAllAnnotators } from '#core/store/setup-tables.ts';

/**
 * Names of all Ollama models that a project's jobs may have put into memory: those of every annotator it ever had (one
 * may have been dropped from the pool, or loaded by a process that was killed), and the supervisor's.
 */
export function jobModels(db: Database, supervisor?: SupervisorConfig): string[] {
  const models = readAllAnnotators(db).flatMap(({ config }) =>
    config.kind === 'ollama' ? [config.model] : [],
  );
  return supervisor?.kind === 'ollama' ? [...models, supervisor.model] : models;
}
