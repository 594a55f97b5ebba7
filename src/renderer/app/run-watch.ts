import type { RunStatus } from '#shared/domain/run.ts';
import type { RpcMethod } from '#shared/rpc/contract.ts';
import type { EngineEvent } from '#shared/rpc/events.ts';
import { t } from '../i18n/t.ts';
import type { Api } from './api.ts';
import { dependsOn } from './query-areas.ts';
import type { QueryCache } from './query-cache.ts';

/** Answers the events carry themselves. */
const patched: readonly RpcMethod[] = ['run.status', 'run.list'];

function withStatus(runs: readonly RunStatus[], status: RunStatus): RunStatus[] {
  return [...runs.filter((run) => run.runId !== status.runId), status];
}

/** Taskbar progress of a run: its share, or null where nothing moves. */
export function runFraction(status: Pick<RunStatus, 'unitsDone' | 'unitsTotal'>): number {
  return status.unitsTotal === 0 ? 0 : status.unitsDone / status.unitsTotal;
}

/**
 * Puts the run's progress events into the cached answers (no new call per event), reads the rest again when the run
 * reaches another stage, and tells the taskbar and, at the end, the system.
 */
export function createRunWatch(api: Pick<Api, 'setProgress' | 'notify'>, queries: QueryCache) {
  const phases = new Map<string, string>();
  const labelling = new Map<string, string>();
  return (event: EngineEvent): void => {
    if (event.kind === 'label-change') {
      const { labelJobId, state, done, documents } = event.status;
      api.setProgress(state === 'running' && documents > 0 ? done / documents : null);
      // Only what this window saw running is news when it ends.
      if (labelling.get(labelJobId) === 'running' && state === 'done') {
        api.notify(t('app.labelDone'), t('app.labelDoneBody', { count: done }));
      }
      labelling.set(labelJobId, state);
      return;
    }
    if (event.kind !== 'run-change') return;
    const { projectId, status } = event;
    queries.set('run.status', { projectId }, () => status);
    queries.set('run.list', { projectId }, (old) => old && withStatus(old, status));
    queries.set('projects.overview', { projectId }, (old) => old && { ...old, run: status });
    api.setProgress(status.state === 'running' ? runFraction(status) : null);
    const phase = `${status.state} ${status.stage} ${status.iteration}`;
    const before = phases.get(status.runId);
    if (before === phase) return;
    phases.set(status.runId, phase);
    queries.invalidate(
      (query) =>
        query.projectId === projectId && !patched.includes(query.method) && dependsOn(query.method, ['run']),
    );
    if (before !== undefined && status.state !== 'running') announce(api, status);
  };
}

function announce(api: Pick<Api, 'notify'>, status: RunStatus): void {
  switch (status.state) {
    case 'done':
      api.notify(t('app.runDone'), status.best?.reason ?? '');
      return;
    case 'failed':
      api.notify(t('app.runFailed'), status.reason ?? '');
      return;
    case 'waiting-for-approval':
    case 'waiting-for-expert':
      api.notify(t('app.runWaiting'), status.activity);
      return;
    case 'paused':
    case 'stopped':
    case 'running':
      return;
  }
}
