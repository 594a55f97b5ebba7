import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { buildIfNeeded, needsBuild } from '../../scripts/build-if-needed.js';

export const projectDir = resolve(import.meta.dirname, '../..');

/** Builds out/ where it is older than the sources; test files in parallel processes build once. */
export async function ensureBuild(): Promise<void> {
  const lock = join(projectDir, '.cache', 'build.lock');
  mkdirSync(join(projectDir, '.cache'), { recursive: true });
  while (needsBuild(projectDir)) {
    if (!take(lock)) {
      await delay(200); // another process builds
      continue;
    }
    try {
      const failure = buildIfNeeded(projectDir, () => undefined);
      if (failure !== null) throw new Error(failure);
      return;
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
}

/** A lock older than five minutes belongs to a process that was killed. */
function take(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (age > 300_000) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}
