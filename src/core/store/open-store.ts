import { closeSync, existsSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { AppError } from '#shared/errors.ts';
import { migrate } from './migrate.ts';

export type { Database } from 'better-sqlite3';

/** Marks a SQLite file as a DiZiNER project ("DZNR"). */
const applicationId = 0x445a4e52;
const sqliteMagic = 'SQLite format 3\u0000';

/** How long a statement waits for another process's write, in milliseconds. */
const defaultBusyMs = 5_000;

export interface OpenOptions {
  /** create: make the file, fail if it exists; open: fail if it does not. */
  readonly mode: 'create' | 'open';
  readonly busyTimeoutMs?: number;
}

/**
 * Opens a project file, migrated to the newest schema, WAL, foreign keys on.
 * @param path file path, or ":memory:" in tests
 * @throws {AppError} ALREADY_EXISTS, FILE_NOT_FOUND, STORE_DAMAGED, STORE_TOO_NEW, STORE_LOCKED, DISK_FULL
 */
export function openStore(path: string, options: OpenOptions): Database {
  const memory = path === ':memory:';
  if (!memory) checkFile(path, options.mode);
  let db: Database | undefined;
  try {
    db = new SqliteDatabase(path, { timeout: options.busyTimeoutMs ?? defaultBusyMs });
    if (options.mode === 'open') {
      const id = db.pragma('application_id', { simple: true }) as number;
      if (id !== applicationId) throw notAProject(path);
    }
    // Texts and answers are longer than SQLite's usual 4 KB page holds; measured: imports take two thirds of the time.
    if (options.mode === 'create') db.pragma('page_size = 8192');
    // NORMAL: a killed process loses nothing; a power cut may lose the last answers, which are then asked again.
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma('foreign_keys = ON');
    if (options.mode === 'create') db.pragma(`application_id = ${applicationId}`);
    migrate(db);
    return db;
  } catch (error) {
    db?.close();
    if (options.mode === 'create' && !memory) removeStore(path);
    throw asStoreError(error, path);
  }
}

/** A project file and what SQLite and runs keep beside it. */
export function removeStore(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '.lock']) rmSync(`${path}${suffix}`, { force: true });
}

function checkFile(path: string, mode: OpenOptions['mode']): void {
  const exists = existsSync(path);
  if (mode === 'create' && exists) {
    throw new AppError('ALREADY_EXISTS', `${path} exists already.`, {
      action: 'Choose another name, or open the existing project.',
    });
  }
  if (mode === 'create' && !existsSync(dirname(path))) {
    throw new AppError('FILE_NOT_FOUND', `There is no folder ${dirname(path)} for the project ${path}.`, {
      action: 'Create the folder first, or choose another place.',
    });
  }
  if (mode === 'open') {
    if (!exists) {
      throw new AppError('FILE_NOT_FOUND', `There is no project at ${path}.`, {
        action: 'Check the path, or create a project with "diziner new".',
      });
    }
    if (statSync(path).isDirectory()) throw notAProject(path);
    const head = Buffer.alloc(16);
    const file = openSync(path, 'r');
    try {
      readSync(file, head, 0, 16, 0);
    } finally {
      closeSync(file);
    }
    if (head.toString('latin1') !== sqliteMagic) throw notAProject(path);
  }
}

function notAProject(path: string): AppError {
  return new AppError(
    'STORE_DAMAGED',
    `${path} is not a DiZiNER project file, or its beginning is damaged.`,
    {
      action: 'Choose a .diziner file; snapshots and .bak copies lie beside the project.',
    },
  );
}

/** Translates SQLite's codes into planned failures that say what to do; leaves everything else as it is. */
export function asStoreError(error: unknown, path: string): unknown {
  if (!(error instanceof SqliteDatabase.SqliteError)) return error;
  const options = { cause: error, detail: `${error.code}: ${error.message}` };
  if (error.code.startsWith('SQLITE_BUSY') || error.code.startsWith('SQLITE_LOCKED')) {
    return new AppError('STORE_LOCKED', `${path} is in use by another program.`, {
      ...options,
      action: 'Close the other DiZiNER window or command that has the project open, then try again.',
    });
  }
  if (error.code.startsWith('SQLITE_FULL') || /no space/i.test(error.message)) {
    return new AppError('DISK_FULL', `The disk that holds ${path} is full.`, {
      ...options,
      action: 'Free some space, then continue; everything finished so far is stored.',
    });
  }
  if (error.code.startsWith('SQLITE_IOERR')) {
    return new AppError('FILE_UNREADABLE', `The disk that holds ${path} reports an error (${error.code}).`, {
      ...options,
      action: 'Check the disk or the network drive, then continue; everything finished so far is stored.',
    });
  }
  if (error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_NOTADB') {
    return new AppError('STORE_DAMAGED', `${path} is damaged (${error.code}).`, {
      ...options,
      action: 'Restore a snapshot or a .bak copy that lies beside the project.',
    });
  }
  if (error.code.startsWith('SQLITE_CANTOPEN') || error.code.startsWith('SQLITE_READONLY')) {
    return new AppError('FILE_UNREADABLE', `${path} can't be opened for writing.`, {
      ...options,
      action: 'Check the permissions of the file and its folder.',
    });
  }
  return error;
}
