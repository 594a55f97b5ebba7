import { createStore } from 'zustand/vanilla';
import type { Job } from '#shared/rpc/corpus.ts';
import type { EngineEvent } from '#shared/rpc/events.ts';
import type { Pull } from '#shared/rpc/setup.ts';

export interface JobsState {
  readonly jobs: Readonly<Record<string, Job>>;
  readonly pulls: Readonly<Record<string, Pull>>;
  readonly putJob: (job: Job) => void;
  readonly putPull: (pull: Pull) => void;
}

/** Background work by id, newest state; fed by calls that start jobs and by engine events. */
export function createJobsStore() {
  return createStore<JobsState>((set) => ({
    jobs: {},
    pulls: {},
    putJob: (job) => set(({ jobs }) => ({ jobs: { ...jobs, [job.jobId]: newer(jobs[job.jobId], job) } })),
    putPull: (pull) => set(({ pulls }) => ({ pulls: { ...pulls, [pull.model]: pull } })),
  }));
}
export type JobsStore = ReturnType<typeof createJobsStore>;

/** A finished job stays finished: the answer of the starting call may arrive after its last event. */
function newer(known: Job | undefined, job: Job): Job {
  return known !== undefined && known.state !== 'running' && job.state === 'running' ? known : job;
}

export function jobsOnEvent(store: JobsStore, event: EngineEvent): void {
  if (event.kind === 'job-change') store.getState().putJob(event.job);
  if (event.kind === 'pull-change') store.getState().putPull(event.pull);
}
