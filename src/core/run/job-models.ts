import type { Database } from '#core/store/open-store.ts';
import type { RunRow } from '#core/store/run-table.ts';
import { readAllAnnotators } from '#core/store/setup-tables.ts';
import type { JobModels } from './ports.ts';

/**
 * All Ollama models that a project's jobs may have put into memory: those of every annotator it ever had, because one may
 * have been dropped from the pool, or loaded by a process that was killed.
 */
function knownModels(db: Database): string[] {
  return readAllAnnotators(db).flatMap(({ config }) => (config.kind === 'ollama' ? [config.model] : []));
}

/** Models of a run: its annotators take turns in every round, and its supervisor with them where it is a local model. */
export function modelsOfRun(db: Database, run: RunRow): JobModels {
  const { supervisor, annotatorIds } = run.settings;
  const active = new Set(annotatorIds.filter((id) => !run.dropped.includes(id)));
  const inTurns: JobModels['inTurns'][number][] = [];
  for (const { config } of readAllAnnotators(db)) {
    if (config.kind === 'ollama' && active.has(config.id))
      inTurns.push({ model: config.model, role: 'annotator' });
  }
  if (supervisor.kind === 'ollama') inTurns.push({ model: supervisor.model, role: 'supervisor' });
  return { known: [...knownModels(db), ...inTurns.map(({ model }) => model)], inTurns };
}

/** Models of a labelling: each has one turn over all documents, so none has to stay for another. */
export function modelsOfLabelling(db: Database): JobModels {
  return { known: knownModels(db), inTurns: [] };
}
