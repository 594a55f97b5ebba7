import type { Database } from '#core/store/open-store.ts';
import type { RunRow } from '#core/store/run-table.ts';
import { executeRun, type RunSignals } from '#core/run/execute-run.ts';
import { ollamaModelsOf, probeNewModels } from '#core/run/probe-new-models.ts';
import { acquireRunLock } from '#core/run/run-lock.ts';
import { projectLimits } from '#core/run/supervisor-settings.ts';
import type { RunDeps } from '#core/run/ports.ts';
import { newId, now } from './now-and-ids.ts';
import type { OpenedModels } from './open-models.ts';
import { createProgress, formatDuration } from './progress.ts';

/** Runs or resumes with a progress line, models that were never tried first; holds the project's lock meanwhile. */
export async function runWithProgress(
  db: Database,
  models: OpenedModels,
  run: RunRow,
  signals: RunSignals,
): Promise<RunRow> {
  const release = acquireRunLock(db.name);
  const progress = createProgress();
  const deps: RunDeps = {
    db,
    models: models.provider,
    ...projectLimits(db),
    now,
    newId,
    emit: (event) => {
      if (event.kind !== 'run-change') return;
      const { status } = event;
      if (status.activity === '') return;
      const eta = status.etaMs === null ? '' : ` · about ${formatDuration(status.etaMs)} left`;
      const cost = status.costUsd > 0 ? ` · $${status.costUsd.toFixed(4)}` : '';
      progress.update(
        status.unitsTotal === 0 ? null : status.unitsDone / status.unitsTotal,
        `iteration ${status.iteration} of ${status.iterations}: ${status.activity} · ${status.unitsDone}/${status.unitsTotal}${cost}${eta}`,
      );
    },
  };
  try {
    const { annotatorIds, supervisor } = run.settings;
    const names = ollamaModelsOf(db, annotatorIds, supervisor);
    await probeNewModels(models.desk, names, signals.drain, (text) => progress.update(null, text));
    return await executeRun(deps, run.runKey, signals);
  } finally {
    progress.end();
    release();
  }
}
