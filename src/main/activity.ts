import type { PowerSaveBlocker } from 'electron';
import type { EngineEvent } from '#shared/rpc/events.ts';

export interface Activity {
  readonly busy: boolean;
  /** 0…1 over everything that runs; null where nothing runs. */
  readonly progress: number | null;
}

interface Task {
  readonly done: number;
  readonly total: number;
}

/**
 * Follows runs and corpus labelling through the engine's events, so that the shell knows when to keep the computer
 * awake. What is said about it (notifications) is the page's: all words are in its catalogue.
 */
export function createActivityTracker(): (event: EngineEvent) => Activity {
  const running = new Map<string, Task>();
  const update = (id: string, isRunning: boolean, task: Task): void => {
    if (isRunning) running.set(id, task);
    else running.delete(id);
  };
  return (event) => {
    if (event.kind === 'run-change') {
      const { runId, state, unitsDone, unitsTotal } = event.status;
      update(`run ${runId}`, state === 'running', { done: unitsDone, total: unitsTotal });
    } else if (event.kind === 'label-change') {
      const { labelJobId, state, done, failed, documents } = event.status;
      update(`label ${labelJobId}`, state === 'running', { done: done + failed, total: documents });
    }
    const tasks = [...running.values()];
    const total = tasks.reduce((sum, task) => sum + task.total, 0);
    const done = tasks.reduce((sum, task) => sum + task.done, 0);
    return {
      busy: tasks.length > 0,
      progress: tasks.length === 0 ? null : total === 0 ? 0 : Math.min(1, done / total),
    };
  };
}

/** Keeps the computer awake while `true` was the last call; the screen may still go dark. */
export function createAwakeSwitch(blocker: Pick<PowerSaveBlocker, 'start' | 'stop'>): (on: boolean) => void {
  let id: number | null = null;
  return (on) => {
    if (on && id === null) id = blocker.start('prevent-app-suspension');
    if (!on && id !== null) {
      blocker.stop(id);
      id = null;
    }
  };
}
