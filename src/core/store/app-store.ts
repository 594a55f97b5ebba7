import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { settingsSchema, type Settings } from '#shared/rpc/system.ts';
import { asStoreError } from './open-store.ts';
import { migrate } from './migrate.ts';
import type { Migration } from './migration.ts';
import { readSetting } from './project-table.ts';

const appMigrations: readonly Migration[] = [
  {
    version: 1,
    name: '0001-app',
    sql: `
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE project (
  id TEXT PRIMARY KEY, path TEXT NOT NULL UNIQUE, archived INTEGER NOT NULL DEFAULT 0, binned_at TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE model_probe (digest TEXT PRIMARY KEY, probe TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE network_call (
  call_key INTEGER PRIMARY KEY,
  at TEXT NOT NULL, host TEXT NOT NULL, purpose TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL,
  request_bytes INTEGER NOT NULL, response_bytes INTEGER NOT NULL, sha256 TEXT NOT NULL,
  contains_document_text INTEGER NOT NULL, status INTEGER NOT NULL, allowed INTEGER NOT NULL, loopback INTEGER NOT NULL
) STRICT;
`,
  },
  {
    version: 2,
    name: '0002-consent',
    sql: `
CREATE TABLE host_consent (
  host TEXT NOT NULL, purpose TEXT NOT NULL CHECK (purpose IN ('annotator', 'supervisor')), at TEXT NOT NULL,
  PRIMARY KEY (host, purpose)
) STRICT, WITHOUT ROWID;
CREATE TABLE supervisor_origin (origin TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT, WITHOUT ROWID;
`,
  },
  {
    version: 3,
    name: '0003-model-load',
    sql: `
CREATE TABLE model_load (
  digest TEXT NOT NULL, num_ctx INTEGER NOT NULL, bytes INTEGER NOT NULL, gpu_share REAL NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (digest, num_ctx)
) STRICT, WITHOUT ROWID;
`,
  },
];

/** App-wide state beside the projects: settings, the project list, probes and sizes of models, the ledger, consents. Never a key. */
export function openAppStore(path: string): Database {
  try {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
    const db = new SqliteDatabase(path, { timeout: 5000 });
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    migrate(db, appMigrations);
    return db;
  } catch (error) {
    throw asStoreError(error, path);
  }
}

/** Settings of the app; what was never set, and all in a fresh folder, has its default. */
export function readAppSettings(db: Database): Settings {
  return settingsSchema.parse(readSetting(db, 'settings') ?? {});
}

export interface RegisteredProject {
  readonly id: string;
  readonly path: string;
  readonly archived: boolean;
  readonly binnedAt: string | null;
}

export function listRegistered(db: Database): RegisteredProject[] {
  const rows = db
    .prepare(`SELECT id, path, archived, binned_at AS binnedAt FROM project ORDER BY path`)
    .all();
  return (rows as (Omit<RegisteredProject, 'archived'> & { archived: number })[]).map((row) => ({
    ...row,
    archived: row.archived === 1,
  }));
}

export function register(db: Database, id: string, path: string): void {
  db.prepare(
    `INSERT INTO project(id, path) VALUES (?, ?) ON CONFLICT(id) DO UPDATE SET path = excluded.path`,
  ).run(id, path);
}

export function unregister(db: Database, id: string): void {
  db.prepare(`DELETE FROM project WHERE id = ?`).run(id);
}

export function setArchived(db: Database, id: string, archived: boolean): void {
  db.prepare(`UPDATE project SET archived = ? WHERE id = ?`).run(archived ? 1 : 0, id);
}

export function setBinned(db: Database, id: string, at: string | null): void {
  db.prepare(`UPDATE project SET binned_at = ? WHERE id = ?`).run(at, id);
}

export function readProbe(db: Database, digest: string): unknown {
  const text = db.prepare(`SELECT probe FROM model_probe WHERE digest = ?`).pluck().get(digest) as
    string | undefined;
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}

export function writeProbe(db: Database, digest: string, probe: unknown): void {
  db.prepare(`INSERT OR REPLACE INTO model_probe(digest, probe) VALUES (?, ?)`).run(
    digest,
    JSON.stringify(probe),
  );
}
