import { useEffect } from 'react';
import type { Grid } from '#shared/rpc/run.ts';
import { useServices } from '../../app/services.ts';
import { useQuery, type Query } from '../../app/use-query.ts';
import { withUnitEnds, type UnitEnd } from './grid-update.ts';

interface IterationInput {
  readonly projectId: string;
  readonly runId: string;
  readonly iteration: number;
}

/** The grid of a round, kept up to date from events: at most one redraw a frame however fast units end. */
export function useLiveGrid(input: IterationInput | null): Query<Grid> {
  const { api, queries } = useServices();
  const query = useQuery('run.grid', input, { keepPrevious: true });
  const projectId = input?.projectId;
  const runId = input?.runId;
  const iteration = input?.iteration;
  useEffect(() => {
    if (projectId === undefined || runId === undefined || iteration === undefined) return undefined;
    let waiting: UnitEnd[] = [];
    let frame = 0;
    const stop = api.subscribe((event) => {
      if (event.kind !== 'unit-end' || event.runId !== runId || event.iteration !== iteration) return;
      waiting.push(event);
      if (frame !== 0) return;
      frame = requestAnimationFrame(() => {
        frame = 0;
        const ends = waiting;
        waiting = [];
        queries.set('run.grid', { projectId, runId, iteration }, (old) =>
          old === undefined ? undefined : withUnitEnds(old, ends),
        );
      });
    });
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [api, queries, projectId, runId, iteration]);
  return query;
}
