import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { AppError } from '#shared/errors.ts';

/**
 * One process at a time works on a project's units. The lock is a file beside the project that holds a process id; a
 * lock whose process is gone (kill -9, power cut) is taken over.
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
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = readHolder(path);
      if (holder !== null && holder !== process.pid && isAlive(holder)) {
        throw new AppError(
          'RUN_ACTIVE',
          `Another DiZiNER (process ${holder}) is working on ${projectPath}.`,
          {
            action: 'Wait for it, or pause or stop the work there.',
          },
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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
