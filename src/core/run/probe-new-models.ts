import { AppError } from '#shared/errors.ts';
import type { SupervisorConfig } from '#shared/domain/run-settings.ts';
import { withTag } from '#core/llm/ollama-names.ts';
import type { Database } from '#core/store/open-store.ts';
import { readAllAnnotators } from '#core/store/setup-tables.ts';
import type { ProbeDesk } from './probe-desk.ts';

/** Names of the Ollama models that a job works with: its annotators', and its supervisor's where that is one too. */
export function ollamaModelsOf(
  db: Database,
  annotatorIds: readonly string[],
  supervisor: SupervisorConfig | null,
): string[] {
  const names = readAllAnnotators(db)
    .filter(({ config }) => config.kind === 'ollama' && annotatorIds.includes(config.id))
    .map(({ config }) => config.model);
  if (supervisor?.kind === 'ollama') names.push(supervisor.model);
  return [...new Set(names)];
}

/**
 * Probes the models of a job that were never probed (or changed since): which answer mode works, speed, slots. What a
 * probe finds helps the job and never keeps it from starting; a model that does not work fails visibly in its units.
 * Returns early when the signal aborts: the job that follows sees the same signal.
 */
export async function probeNewModels(
  desk: ProbeDesk,
  names: readonly string[],
  signal: AbortSignal,
  onActivity: (text: string) => void,
): Promise<void> {
  if (names.length === 0) return;
  try {
    const installed = new Map((await desk.list(signal)).map((model) => [withTag(model.name), model]));
    for (const name of names) {
      const model = installed.get(withTag(name));
      if (model === undefined || model.cloud || model.works) continue;
      onActivity(`Trying ${name} for the first time`);
      await desk.probe(model.name, signal);
    }
  } catch (error) {
    // No server, no model: the job itself meets the same failure and says what to do.
    if (!signal.aborted && !(error instanceof AppError)) throw error;
  }
}
