import { AppError, isAbortError } from '#shared/errors.ts';
import { readPool } from '#core/store/setup-tables.ts';
import type { RunRow } from '#core/store/run-table.ts';
import type { ModelHub } from './model-hub.ts';
import type { OpenProject } from './project-table.ts';

/**
 * Probes the run's Ollama models that were never probed (or changed since): which answer mode works, speed, slots. What
 * a probe finds helps the run and never keeps it from starting; a model that does not work fails visibly in its units.
 */
export async function probeNewModels(
  models: Pick<ModelHub, 'list' | 'probe'>,
  project: Pick<OpenProject, 'db'>,
  run: RunRow,
  signal: AbortSignal,
  onActivity: (text: string) => void,
): Promise<void> {
  const wanted = readPool(project.db)
    .map(({ config }) => config)
    .filter((config) => config.kind === 'ollama' && run.settings.annotatorIds.includes(config.id))
    .map((config) => config.model);
  if (wanted.length === 0) return;
  try {
    const installed = (await models.list()).models;
    for (const name of wanted) {
      const model = installed.find(
        (candidate) => candidate.name === name || candidate.name === `${name}:latest`,
      );
      if (model === undefined || model.cloud || model.probe?.ok === true) continue;
      onActivity(`Trying ${name} for the first time`);
      await models.probe(model.name, signal);
    }
  } catch (error) {
    if (isAbortError(error) || signal.aborted) throw error;
    // No server, no model: the run itself meets the same failure and says what to do.
    if (!(error instanceof AppError)) throw error;
  }
}
