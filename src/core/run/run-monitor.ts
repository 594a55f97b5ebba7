import { readRunByKey } from '#core/store/run-table.ts';
import type { RunDeps } from './ports.ts';
import { readRunStatus } from './run-status.ts';

/** Tells listeners how a run stands: when its activity changes, and while units end at most four times a second. */
export function createRunMonitor(
  deps: RunDeps,
  runKey: number,
): { report(activity: string): void; stop(): void } {
  let activity = '';
  const emit = (): void => {
    deps.emit({
      kind: 'run-change',
      status: readRunStatus(deps.db, readRunByKey(deps.db, runKey), activity),
    });
  };
  const timer = setInterval(emit, 1000);
  timer.unref();
  return {
    report(text) {
      activity = text;
      emit();
    },
    stop: () => clearInterval(timer),
  };
}
