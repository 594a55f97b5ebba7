import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { Job } from '#shared/rpc/corpus.ts';
import { useServices } from './services.ts';

/** The newest state of a background job; asks once, then follows the events. Null before it is known. */
export function useJob(jobId: string | null): Job | null {
  const { api, jobs } = useServices();
  const job = useStore(jobs, (state) => (jobId === null ? null : (state.jobs[jobId] ?? null)));
  useEffect(() => {
    if (jobId === null || jobs.getState().jobs[jobId] !== undefined) return;
    api.call('jobs.get', { jobId }).then(
      (found) => jobs.getState().putJob(found),
      () => undefined, // an unknown job simply stays null
    );
  }, [api, jobs, jobId]);
  return job;
}
