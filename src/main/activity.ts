import type { PowerSaveBlocker } from 'electron';
import type { EngineEvent } from '#shared/rpc/events.ts';

/** The engine's long work as the desktop shows it. `null` progress: nothing runs. */
export interface Activity {
  readonly busy: boolean;
  /** 0…1 over everything that runs. */
  readonly progress: number | null;
}

export interface Ending {
  readonly title: string;
  readonly body: string;
}

interface Task {
  readonly running: boolean;
  readonly done: number;
  readonly total: number;
}

/** Follows runs and corpus labelling through engine events; pure apart from its own memory. */
export function createActivityTracker(): {
  readonly apply: (event: EngineEvent) => Ending | null;
  readonly current: () => Activity;
} {
  const tasks = new Map<string, Task>();
  const update = (id: string, task: Task, ending: Ending | null): Ending | null => {
    const wasRunning = tasks.get(id)?.running === true;
    if (task.running) tasks.set(id, task);
    else tasks.delete(id);
    return wasRunning && !task.running ? ending : null;
  };
  return {
    apply: (event) => {
      if (event.kind === 'run-change') {
        const { status } = event;
        return update(
          `run ${status.runId}`,
          { running: status.state === 'running', done: status.unitsDone, total: status.unitsTotal },
          runEnding(status.state, status.reason),
        );
      }
      if (event.kind === 'label-change') {
        const { status } = event;
        return update(
          `label ${status.labelJobId}`,
          { running: status.state === 'running', done: status.done + status.failed, total: status.documents },
          labelEnding(status.state, status.done, status.reason),
        );
      }
      return null;
    },
    current: () => {
      const running = [...tasks.values()];
      const total = running.reduce((sum, task) => sum + task.total, 0);
      const done = running.reduce((sum, task) => sum + task.done, 0);
      return {
        busy: running.length > 0,
        progress: running.length === 0 ? null : total === 0 ? 0 : Math.min(1, done / total),
      };
    },
  };
}

/** The user stopped or paused it: no news. Everything else is worth a notification. */
function runEnding(state: string, reason: string | null): Ending | null {
  switch (state) {
    case 'done':
      return { title: 'Run finished', body: 'The guidelines and the best configuration are ready.' };
    case 'failed':
      return { title: 'Run failed', body: reason ?? 'Open the run to see what happened.' };
    case 'waiting-for-expert':
      return { title: 'Your review is needed', body: 'The run waits for your decisions on the new rules.' };
    case 'waiting-for-approval':
      return { title: 'Approval needed', body: 'A supervisor call waits for you before it is sent.' };
    case 'paused':
      return reason === null ? null : { title: 'Run paused', body: reason };
    default:
      return null;
  }
}

function labelEnding(state: string, done: number, reason: string | null): Ending | null {
  if (state === 'done') return { title: 'Corpus labelled', body: `${String(done)} documents are labelled.` };
  if (state === 'failed')
    return { title: 'Labelling failed', body: reason ?? 'Open the project to see why.' };
  return null;
}

/** Keeps the computer awake while `set(true)` was the last call; the screen may still go dark. */
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
