import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { uptime } from 'node:os';
import { AppError } from '#shared/errors.ts';

/** A lock file without a process id younger than this is one that another process is just writing. */
const writingMs = 2_000;

/**
 * One process at a time works on a project's units. The lock is a file beside the project that holds a process id; a
 * lock whose process is gone (kill -9) or that is older than the computer's last start (power cut) is taken over.
 * @returns a function that releases the lock
 * @throws {AppError} RUN_ACTIVE where a living process holds it
 */
export function acquireRunLock(projectPath: string): () => void {
  if (projectPath === ':memory:' || projectPath === '') return () => undefined;
  const path = `${projectPath}.lock`;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      const file = openSync(path, 'wx');
      writeSync(file, String(process.pid));
      closeSync(file);
      return () => {
        if (readHolder(path) === process.pid) rmSync(path, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = readHolder(path);
      if (holder === null ? isBeingWritten(path) : isHeld(path, holder)) {
        throw new AppError(
          'RUN_ACTIVE',
          `Another DiZiNER${holder === null ? '' : ` (process ${holder})`} is working on ${projectPath}.`,
          { action: 'Wait for it, or pause or stop the work there.' },
        );
      }
      rmSync(path, { force: true });
    }
  }
  throw new AppError('RUN_ACTIVE', `The lock ${path} can't be taken.`, { action: 'Try again in a moment.' });
}

function readHolder(path: string): number | null {
  try {
    const text = readFileSync(path, 'utf8');
    return /^\d+$/.test(text) ? Number(text) : null;
  } catch {
    return null;
  }
}

function isHeld(path: string, holder: number): boolean {
  return holder !== process.pid && isAlive(holder) && !isFromBeforeStart(path);
}

/** After a restart of the computer another program may have the old process id. */
function isFromBeforeStart(path: string): boolean {
  return ageMs(path) > uptime() * 1000 + writingMs;
}

function isBeingWritten(path: string): boolean {
  return ageMs(path) < writingMs;
}

/** Infinity where the file is gone. */
function ageMs(path: string): number {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return Infinity;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
