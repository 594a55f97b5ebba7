import { copyFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, type ErrorCode } from '#shared/errors.ts';
import { createProjectFile, openProjectFile } from '#core/run/project-file.ts';
import { countDocuments, readDocumentsAfter, readPre } from '#core/store/document-table.ts';
import { migrate, migrations } from '#core/store/migrate.ts';
import { openStore } from '#core/store/open-store.ts';
import { readProject } from '#core/store/project-table.ts';
import { labSchema, labTime, newProject, tempFolder } from '../helpers/store-lab.ts';

let folder: ReturnType<typeof tempFolder>;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

function failureOf(work: () => unknown): AppError {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

function expectFailure(work: () => unknown, code: ErrorCode, path: string): void {
  const error = failureOf(work);
  expect(error.code).toBe(code);
  expect(error.message).toContain(path);
  expect(error.action ?? '').not.toBe('');
}

describe('opening a project file', () => {
  it('refuses what is not there, and a create over what is there', () => {
    const path = folder.file('a.diziner');
    expectFailure(() => openProjectFile(path), 'FILE_NOT_FOUND', path);
    newProject(path).close();
    expectFailure(() => newProject(path), 'ALREADY_EXISTS', path);
    expect(readProject(openProjectFile(path)).name).toBe('Test');
  });

  it('refuses to create in a folder that does not exist', () => {
    const path = folder.file('nowhere/a.diziner');
    expectFailure(() => newProject(path), 'FILE_NOT_FOUND', path);
  });

  it('refuses text files, empty files, folders and the databases of other programs', () => {
    const text = folder.file('text.diziner');
    writeFileSync(text, 'not a project at all, but longer than the sixteen bytes that are looked at');
    expectFailure(() => openProjectFile(text), 'STORE_DAMAGED', text);
    const empty = folder.file('empty.diziner');
    writeFileSync(empty, '');
    expectFailure(() => openProjectFile(empty), 'STORE_DAMAGED', empty);
    expectFailure(() => openProjectFile(folder.path), 'STORE_DAMAGED', folder.path);
    const other = folder.file('other.diziner');
    const db = newProject(other);
    db.pragma('application_id = 7');
    db.close();
    expectFailure(() => openProjectFile(other), 'STORE_DAMAGED', other);
  });

  it('says that a file is damaged when its pages are overwritten', () => {
    const path = folder.file('a.diziner');
    const db = newProject(
      path,
      Array.from({ length: 200 }, (_, i) => `Text ${i} `.repeat(50)),
    );
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const bytes = readFileSync(path);
    bytes.fill(0xab, 4096, bytes.length);
    writeFileSync(path, bytes);
    expectFailure(
      () => {
        const opened = openProjectFile(path);
        try {
          readDocumentsAfter(opened, 0, 1000);
        } finally {
          opened.close();
        }
      },
      'STORE_DAMAGED',
      path,
    );
  });

  it('refuses a file of a newer app and leaves it byte for byte as it was', () => {
    const path = folder.file('a.diziner');
    const db = newProject(path, ['One text.']);
    db.pragma('user_version = 999');
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const before = readFileSync(path);
    expectFailure(() => openProjectFile(path), 'STORE_TOO_NEW', path);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder.path)).toEqual(['a.diziner']);
  });

  it('says who holds a locked file, and opens it again when it is free', () => {
    const path = folder.file('a.diziner');
    const holder = newProject(path);
    holder.pragma('locking_mode = EXCLUSIVE');
    holder.exec('BEGIN IMMEDIATE');
    expectFailure(() => openStore(path, { mode: 'open', busyTimeoutMs: 20 }), 'STORE_LOCKED', path);
    holder.exec('COMMIT');
    holder.close();
    openStore(path, { mode: 'open', busyTimeoutMs: 20 }).close();
  });

  it('leaves nothing behind when a new project cannot be written', () => {
    const path = folder.file('a.diziner');
    expect(() =>
      createProjectFile(path, {
        projectId: 'p',
        name: null as unknown as string,
        goal: '',
        schema: labSchema,
        annotators: [],
        sample: false,
        at: labTime,
      }),
    ).toThrow(/NOT NULL/u);
    expect(readdirSync(folder.path)).toEqual([]);
  });
});

describe('migrations', () => {
  const newest = migrations.length;
  const next = {
    version: newest + 1,
    name: 'test',
    sql: `ALTER TABLE document ADD COLUMN language TEXT NOT NULL DEFAULT '';`,
    after: (db: Parameters<typeof migrate>[0]) => void db.exec(`UPDATE document SET language = 'en'`),
  };

  it('keep every row of an older file and leave a copy of it beside', () => {
    const path = folder.file('a.diziner');
    newProject(path, ['One.', 'Two.']).close();
    const db = openStore(path, { mode: 'open' });
    const before = db.prepare('SELECT key, id, text FROM document').all();
    migrate(db, [...migrations, next]);
    expect(db.pragma('user_version', { simple: true })).toBe(newest + 1);
    expect(db.prepare('SELECT key, id, text FROM document').all()).toEqual(before);
    expect(db.prepare('SELECT DISTINCT language FROM document').pluck().all()).toEqual(['en']);
    db.close();
    const copy = folder.file('copy.diziner');
    copyFileSync(`${path}.v${newest}.bak`, copy);
    const old = openStore(copy, { mode: 'open' });
    expect(countDocuments(old)).toBe(2);
    old.close();
  });

  it('keep the layers of a file of before they had a source', () => {
    const path = folder.file('a.diziner');
    newProject(path, ['One.']).close();
    const db = openStore(path, { mode: 'open' });
    db.exec(`ALTER TABLE pre_annotation DROP COLUMN source`);
    db.exec(`INSERT INTO pre_annotation(document_key, layer, spans) VALUES (1, 'm', '[]')`);
    db.pragma('user_version = 1');
    db.close();
    const again = openStore(path, { mode: 'open' });
    expect(readPre(again, 1)).toEqual([{ layer: 'm', source: 'model', spans: [] }]);
    again.close();
  });

  it('do nothing twice, and nothing at all when a step fails half-way', () => {
    const path = folder.file('a.diziner');
    const db = newProject(path, ['One.']);
    migrate(db);
    expect(existsSync(`${path}.v${newest}.bak`)).toBe(false);
    const broken = {
      version: newest + 1,
      name: 'broken',
      sql: `${next.sql} INSERT INTO nowhere VALUES (1);`,
    };
    expect(() => migrate(db, [...migrations, broken])).toThrow(/nowhere/u);
    expect(db.pragma('user_version', { simple: true })).toBe(newest);
    expect(() => db.prepare('SELECT language FROM document').all()).toThrow(/language/u);
    db.close();
  });

  it('include what the write-ahead log still holds in the copy', () => {
    const path = folder.file('a.diziner');
    const db = newProject(path, ['One.', 'Two.', 'Three.']);
    // Not checkpointed: the rows are in the log, not in the file.
    migrate(db, [...migrations, next]);
    const copy = folder.file('copy.diziner');
    copyFileSync(`${path}.v${newest}.bak`, copy);
    const old = openStore(copy, { mode: 'open' });
    expect(countDocuments(old)).toBe(3);
    old.close();
    db.close();
  });
});
