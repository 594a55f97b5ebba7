import { setTimeout as delay } from 'node:timers/promises';
import type { EngineEvent } from '#shared/rpc/events.ts';
import type { SupervisorConfig } from '#shared/domain/run-settings.ts';
import { isAbortError } from '#shared/errors.ts';
import { readProject } from '#core/store/project-table.ts';
import { newestLabelJob, type LabelJobRow } from '#core/store/label-job-table.ts';
import { readRunByKey, updateRun, type RunRow } from '#core/store/run-table.ts';
import { executeRun } from '#core/run/execute-run.ts';
import { labelCorpus } from '#core/run/label-corpus.ts';
import { ollamaModelsOf, probeNewModels } from '#core/run/probe-new-models.ts';
import type { RunDeps } from '#core/run/ports.ts';
import { readRunStatus } from '#core/run/run-status.ts';
import { acquireRunLock } from '#core/run/run-lock.ts';
import { projectLimits } from '#core/run/supervisor-settings.ts';
import { AppError } from '#shared/errors.ts';
import { readLabelStatus } from './label-status.ts';
import type { ModelHub } from './model-hub.ts';
import type { OpenProject, ProjectTable } from './project-table.ts';

/** Long work on projects: at most one run or labelling per project at a time, each pausable. */
export interface WorkTable {
  startRun(project: OpenProject, run: RunRow): void;
  startLabelling(project: OpenProject, job: LabelJobRow): void;
  /** Comes to rest after what is in flight; breaks off after ten seconds. */
  pause(projectId: string): Promise<void>;
  /** Breaks off at once. */
  stop(projectId: string): Promise<void>;
  isWorking(projectId: string): boolean;
  /**
   * Nothing else may load models while a job of any project uses Ollama: two jobs would throw each other's models out.
   * Asked before anything is stored for a new job.
   * @throws {AppError} RUN_ACTIVE where `wanted` uses Ollama and another job does too
   */
  requireFreeModels(wanted: ModelUse): void;
  /** Waits, up to five seconds, for work whose result is stored but which is still clearing up. */
  settled(projectId: string): Promise<void>;
  deps(project: OpenProject): RunDeps;
  close(): Promise<void>;
}

interface Work {
  readonly project: OpenProject;
  readonly usesOllama: boolean;
  readonly drain: AbortController;
  readonly abort: AbortController;
  ended: Promise<void>;
}

const graceMs = 10_000;

/** What of a run or a labelling job tells whether it loads models. */
export interface ModelUse {
  readonly annotatorIds: readonly string[];
  readonly supervisor?: Pick<SupervisorConfig, 'kind'>;
}

const usesOllama = ({ annotatorIds, supervisor }: ModelUse): boolean =>
  supervisor?.kind === 'ollama' || annotatorIds.some((id) => id.startsWith('ollama:'));

/** What of the engine the work needs. */
export interface WorkContext {
  readonly models: Pick<ModelHub, 'provider' | 'desk'>;
  readonly projects: Pick<ProjectTable, 'changed'>;
  readonly emit: (event: EngineEvent) => void;
  readonly now: () => string;
  readonly newId: () => string;
}

export function createWorkTable(context: WorkContext): WorkTable {
  const active = new Map<string, Work>();

  const deps = (project: OpenProject): RunDeps => {
    return {
      db: project.db,
      models: context.models.provider(project.db),
      now: context.now,
      newId: context.newId,
      ...projectLimits(project.db),
      emit: (event) => {
        if (event.kind === 'unit-end') context.emit({ ...event, projectId: project.id });
        else context.emit({ ...event, projectId: project.id });
      },
    };
  };

  const requireFreeModels = (wanted: ModelUse): void => {
    const busy = usesOllama(wanted) ? [...active.values()].find((work) => work.usesOllama) : undefined;
    if (busy === undefined) return;
    throw new AppError(
      'RUN_ACTIVE',
      `The models are busy with the project ${readProject(busy.project.db).name}.`,
      {
        action: 'Wait until it has finished, or pause it first.',
      },
    );
  };

  const start = (project: OpenProject, use: ModelUse, work: (signals: Work) => Promise<void>): void => {
    if (active.has(project.id)) {
      throw new AppError('RUN_ACTIVE', 'This project is at work already.', {
        action: 'Pause or stop what is running first.',
      });
    }
    requireFreeModels(use);
    const release = acquireRunLock(project.path);
    const entry: Work = {
      project,
      usesOllama: usesOllama(use),
      drain: new AbortController(),
      abort: new AbortController(),
      ended: Promise.resolve(),
    };
    active.set(project.id, entry);
    // The caller gets its answer first: choosing the documents of a large corpus takes a while.
    entry.ended = new Promise((resolve) => setImmediate(resolve))
      .then(() => work(entry))
      .catch((error: unknown) => {
        // The reason is stored with the run or job; what is left here is a bug or an abort.
        if (!isAbortError(error)) console.error(error);
      })
      .finally(() => {
        active.delete(project.id);
        release();
      });
  };

  const rest = async (projectId: string, breakOff: boolean): Promise<void> => {
    const work = active.get(projectId);
    if (work === undefined) return;
    work.drain.abort();
    if (breakOff) work.abort.abort();
    const timer = setTimeout(() => work.abort.abort(), graceMs);
    await work.ended;
    clearTimeout(timer);
  };

  return {
    deps,
    requireFreeModels,
    startRun(project, run) {
      start(project, run.settings, async (signals) => {
        const { annotatorIds, supervisor } = run.settings;
        const models = ollamaModelsOf(project.db, annotatorIds, supervisor);
        await probeNewModels(context.models.desk, models, signals.drain.signal, (activity) =>
          context.emit({
            kind: 'run-change',
            projectId: project.id,
            status: { ...readRunStatus(project.db, run, activity), state: 'running', reason: null },
          }),
        );
        await executeRun(deps(project), run.runKey, {
          drain: signals.drain.signal,
          abort: signals.abort.signal,
        });
        context.projects.changed(project.id, ['run', 'guidelines', 'questions']);
        const row = readRunByKey(project.db, run.runKey);
        context.emit({ kind: 'run-change', projectId: project.id, status: readRunStatus(project.db, row) });
      });
      // At once: whoever asks before the work begins must not see what the run waited for.
      updateRun(project.db, run.runKey, { state: 'running', reason: null, endedAt: null });
    },
    startLabelling(project, job) {
      start(project, job, async (signals) => {
        let emittedMs = 0;
        const tell = (force: boolean): void => {
          const time = Date.now();
          if (!force && time - emittedMs < 250) return;
          emittedMs = time;
          const newest = newestLabelJob(project.db);
          if (newest !== undefined) {
            context.emit({
              kind: 'label-change',
              projectId: project.id,
              status: readLabelStatus(project.db, newest),
            });
          }
        };
        tell(true);
        const models = ollamaModelsOf(project.db, job.annotatorIds, null);
        await probeNewModels(context.models.desk, models, signals.drain.signal, () => undefined);
        await labelCorpus(
          deps(project),
          job,
          { drain: signals.drain.signal, abort: signals.abort.signal },
          () => tell(false),
        );
        context.projects.changed(project.id, ['labels']);
        tell(true);
      });
    },
    pause: (projectId) => rest(projectId, false),
    stop: (projectId) => rest(projectId, true),
    isWorking: (projectId) => active.has(projectId),
    settled: async (projectId) => {
      const ended = active.get(projectId)?.ended;
      if (ended !== undefined) await Promise.race([ended, delay(5_000, undefined, { ref: false })]);
    },
    async close() {
      await Promise.all([...active.keys()].map((id) => rest(id, true)));
    },
  };
}
