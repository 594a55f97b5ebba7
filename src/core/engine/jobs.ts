import { AppError, isAbortError, toErrorData } from '#shared/errors.ts';
import type { Job } from '#shared/rpc/corpus.ts';
import type { EngineEvent } from '#shared/rpc/events.ts';

export interface JobProgress {
  /** 0..1, or null while the total is unknown. */
  readonly fraction: number | null;
  readonly detail: string;
}

export interface JobTable {
  /** Starts work in the background and returns the job at once. */
  start(
    kind: Job['kind'],
    projectId: string | null,
    title: string,
    work: (report: (progress: JobProgress) => void, signal: AbortSignal) => Promise<unknown>,
  ): Job;
  get(jobId: string): Job;
  list(projectId: string | null): Job[];
  cancel(jobId: string): void;
  /** Cancels everything and waits for it. */
  close(): Promise<void>;
}

const keptEnded = 100;
const emitEveryMs = 150;

/** Background work with progress, ETA from the elapsed share, and cancel. Jobs are of this process; results are stored. */
export function createJobTable(deps: {
  emit: (event: EngineEvent) => void;
  newId: () => string;
  clockMs: () => number;
}): JobTable {
  const jobs = new Map<
    string,
    { job: Job; controller: AbortController; startedMs: number; emittedMs: number; ended: Promise<void> }
  >();

  const update = (jobId: string, patch: Partial<Job>, force: boolean): void => {
    const entry = jobs.get(jobId);
    if (entry === undefined) return;
    entry.job = { ...entry.job, ...patch };
    const now = deps.clockMs();
    if (!force && now - entry.emittedMs < emitEveryMs) return;
    entry.emittedMs = now;
    deps.emit({ kind: 'job-change', job: entry.job });
  };

  const forgetOld = (): void => {
    const ended = [...jobs].filter(([, entry]) => entry.job.state !== 'running');
    for (const [id] of ended.slice(0, Math.max(0, ended.length - keptEnded))) jobs.delete(id);
  };

  const find = (jobId: string): NonNullable<ReturnType<typeof jobs.get>> => {
    const entry = jobs.get(jobId);
    if (entry === undefined) throw new AppError('NOT_FOUND', `There is no job ${jobId}.`);
    return entry;
  };

  return {
    start(kind, projectId, title, work) {
      forgetOld();
      const jobId = deps.newId();
      const controller = new AbortController();
      const startedMs = deps.clockMs();
      const job: Job = {
        jobId,
        kind,
        projectId,
        title,
        fraction: null,
        detail: '',
        etaMs: null,
        state: 'running',
        error: null,
        result: null,
      };
      const report = ({ fraction, detail }: JobProgress): void => {
        const elapsed = deps.clockMs() - startedMs;
        const etaMs = fraction === null || fraction <= 0.01 ? null : (elapsed / fraction) * (1 - fraction);
        update(jobId, { fraction, detail, etaMs }, false);
      };
      const run = async (): Promise<void> => {
        try {
          const result = await work(report, controller.signal);
          update(jobId, { state: 'done', fraction: 1, etaMs: null, result }, true);
        } catch (error) {
          const cancelled = controller.signal.aborted || isAbortError(error);
          const { code, message, action } = toErrorData(error);
          update(
            jobId,
            cancelled
              ? { state: 'cancelled', etaMs: null }
              : {
                  state: 'failed',
                  etaMs: null,
                  error: { code, message, ...(action === undefined ? {} : { action }) },
                },
            true,
          );
        }
      };
      const entry = { job, controller, startedMs, emittedMs: 0, ended: Promise.resolve() };
      jobs.set(jobId, entry);
      deps.emit({ kind: 'job-change', job });
      entry.ended = run();
      return job;
    },
    get: (jobId) => find(jobId).job,
    list: (projectId) =>
      [...jobs.values()]
        .map((entry) => entry.job)
        .filter((job) => projectId === null || job.projectId === projectId),
    cancel: (jobId) => find(jobId).controller.abort(),
    close: async () => {
      for (const entry of jobs.values()) entry.controller.abort();
      await Promise.all([...jobs.values()].map((entry) => entry.ended));
    },
  };
}
