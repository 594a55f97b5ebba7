import { useStore } from 'zustand';
import type { RunStatus } from '#shared/domain/run.ts';
import { useServices } from './services.ts';
import { useQuery } from './use-query.ts';

export interface IterationChoice {
  /** Newest first. */
  readonly runs: readonly RunStatus[];
  readonly run: RunStatus | null;
  /** The round on screen; null before the first run. */
  readonly iteration: number | null;
  /** Newest round of the run. */
  readonly newest: number | null;
  readonly follows: boolean;
  readonly loading: boolean;
  readonly select: (iteration: number | null) => void;
  readonly selectRun: (runId: string) => void;
  /** Input of methods that take projectId, runId and iteration; null before the first run. */
  readonly ref: { readonly projectId: string; readonly runId: string; readonly iteration: number } | null;
}

/** Run and round all screens of a project show, as chosen in the top bar. */
export function useIteration(projectId: string): IterationChoice {
  const { selection } = useServices();
  const { runId, iteration: chosen, selectIteration, selectRun } = useStore(selection);
  const { data, error } = useQuery('run.list', { projectId });
  const runs = (data ?? []).toSorted((a, b) => b.startedAt.localeCompare(a.startedAt));
  const run = runs.find((candidate) => candidate.runId === runId) ?? runs[0] ?? null;
  const newest = run?.iteration ?? null;
  const iteration = newest === null ? null : Math.min(chosen ?? newest, newest);
  return {
    runs,
    run,
    iteration,
    newest,
    follows: chosen === null,
    loading: data === undefined && error === undefined,
    select: selectIteration,
    selectRun,
    ref: run === null || iteration === null ? null : { projectId, runId: run.runId, iteration },
  };
}
