import { execFile } from 'node:child_process';
import type { Clock } from '#core/llm/clock.ts';

/** True while a process (not only its group) is alive. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}

const groupAlive = (pid: number): boolean => {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
};

/**
 * Ends a process and its children: on POSIX SIGTERM to the group it leads, SIGKILL after `graceMs`; on Windows
 * `taskkill /T`, because a plain kill would leave the model runner holding its memory.
 */
export async function endProcessTree(pid: number, clock: Clock, graceMs = 5_000): Promise<void> {
  if (process.platform === 'win32') {
    await new Promise<void>((resolve) => {
      execFile('taskkill', ['/PID', String(pid), '/T', '/F'], () => resolve());
    });
    return;
  }
  signalGroup(pid, 'SIGTERM');
  const until = clock.ticks() + graceMs;
  while (groupAlive(pid) && clock.ticks() < until) await clock.sleep(20);
  if (!groupAlive(pid)) return;
  signalGroup(pid, 'SIGKILL');
  const killed = clock.ticks() + 2_000;
  while (groupAlive(pid) && clock.ticks() < killed) await clock.sleep(20);
}
