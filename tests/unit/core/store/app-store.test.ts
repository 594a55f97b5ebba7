import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { listRegistered, openAppStore } from '#core/store/app-store.ts';
import {
  allowHost,
  forgetHost,
  isSupervisorOrigin,
  listConsents,
  rememberSupervisorOrigin,
} from '#core/store/consent-table.ts';

import { listModelLoads, writeModelLoad } from '#core/store/model-load-table.ts';

const at = '2026-03-01T12:00:00.000Z';

describe('the app store', () => {
  const dirs: string[] = [];
  afterEach(() => {
    for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
  });

  it('brings a store of version 1 forward and keeps its rows', () => {
    const dir = mkdtempSync(join(tmpdir(), 'diziner-app-store-'));
    dirs.push(dir);
    const path = join(dir, 'app.sqlite');
    const old = new SqliteDatabase(path);
    old.exec(`
      CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE project (id TEXT PRIMARY KEY, path TEXT NOT NULL UNIQUE, archived INTEGER NOT NULL DEFAULT 0, binned_at TEXT) STRICT, WITHOUT ROWID;
      INSERT INTO project(id, path) VALUES ('p', '/p.diziner');
      PRAGMA user_version = 1;
    `);
    old.close();
    const app = openAppStore(path);
    expect(listRegistered(app)).toMatchObject([{ id: 'p', path: '/p.diziner' }]);
    expect(listConsents(app)).toEqual([]);
    app.close();
  });

  it('keeps leave per host and purpose, once, and forgets it', () => {
    const app = openAppStore(':memory:');
    allowHost(app, 'lab:8000', 'annotator', at);
    allowHost(app, 'lab:8000', 'annotator', '2026-03-02T12:00:00.000Z');
    allowHost(app, 'lab:8000', 'supervisor', at);
    forgetHost(app, 'lab:8000', 'supervisor');
    forgetHost(app, 'lab:8001', 'annotator');
    expect(listConsents(app)).toEqual([{ host: 'lab:8000', purpose: 'annotator', at }]);
    app.close();
  });

  it('keeps the newest size of a model file for each context length', () => {
    const app = openAppStore(':memory:');
    const load = { digest: 'd', numCtx: 8192, bytes: 6e9, gpuShare: 1, at: 1 };
    writeModelLoad(app, load);
    writeModelLoad(app, { ...load, numCtx: 2048, bytes: 5e9 });
    writeModelLoad(app, { ...load, bytes: 7e9, gpuShare: 0.5, at: 2 });
    expect(listModelLoads(app, 'd')).toEqual([
      { ...load, numCtx: 2048, bytes: 5e9 },
      { ...load, bytes: 7e9, gpuShare: 0.5, at: 2 },
    ]);
    expect(listModelLoads(app, 'other')).toEqual([]);
    app.close();
  });

  it('knows the supervisor addresses that were given here', () => {
    const app = openAppStore(':memory:');
    rememberSupervisorOrigin(app, 'http://lab:8000', at);
    rememberSupervisorOrigin(app, 'http://lab:8000', at);
    expect(isSupervisorOrigin(app, 'http://lab:8000')).toBe(true);
    expect(isSupervisorOrigin(app, 'https://lab:8000')).toBe(false);
    app.close();
  });
});
