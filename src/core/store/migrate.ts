import { rmSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { AppError } from '#shared/errors.ts';
import type { Migration } from './migration.ts';
import { initialMigration } from './migrations/0001-initial.ts';
import { layerSourceMigration } from './migrations/0002-layer-source.ts';

export const migrations: readonly Migration[] = [initialMigration, layerSourceMigration];

/**
 * Brings the store to the newest schema; a step and its version number land together or not at all. A file that holds
 * data is copied to `<file>.v<old>.bak` first.
 * @throws {AppError} STORE_TOO_NEW where the file was written by a newer app
 */
export function migrate(db: Database, steps: readonly Migration[] = migrations): void {
  const current = db.pragma('user_version', { simple: true }) as number;
  const newest = steps.at(-1)?.version ?? 0;
  if (current > newest) {
    throw new AppError(
      'STORE_TOO_NEW',
      `${db.name} was written by a newer DiZiNER (schema ${current}); this one knows up to schema ${newest}.`,
      { action: 'Update DiZiNER, then open the project again. Nothing was changed in the file.' },
    );
  }
  const pending = steps.filter((step) => step.version > current);
  if (pending.length === 0) return;
  if (current > 0 && !db.memory) keepCopy(db, `${db.name}.v${current}.bak`);
  for (const step of pending) {
    db.transaction(() => {
      db.exec(step.sql);
      step.after?.(db);
      db.pragma(`user_version = ${step.version}`);
    })();
  }
}

/** By SQLite, not by the file system: a copy of the file alone would lack what the write-ahead log still holds. */
function keepCopy(db: Database, path: string): void {
  rmSync(path, { force: true });
  db.prepare('VACUUM INTO ?').run(path);
}
