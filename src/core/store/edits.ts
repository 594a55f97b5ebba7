import type { Database } from 'better-sqlite3';
import { replaySteps } from './undo-steps.ts';

/** Tables whose changes the expert can undo. Runs, answers and imports have their own ways back. */
const undoableTables = [
  'project',
  'setting',
  'gold',
  'flag',
  'comment',
  'schema_revision',
  'annotator',
  'guideline_revision',
  'rule',
  'decision',
  'question',
  'label_document',
] as const;

interface ColumnInfo {
  readonly name: string;
  readonly pk: number;
}

/**
 * Runs `change` in one transaction and records how to take it back, row by row, whatever tables it touches (SQLite's
 * documented trigger technique for undo logs). Clears what could have been redone.
 * @param label shown to the user, e.g. "Lock rule"
 */
export function recordEdit<T>(db: Database, label: string, at: string, change: () => T): T {
  return db.transaction(() => {
    clearRedo(db);
    return capture(db, label, at, 'undo', change);
  })();
}

/** Takes the newest edit back. Returns its label, or null where there is none. */
export function undoEdit(db: Database, at: string): string | null {
  return replay(db, at, 'undo', 'redo');
}

/** Does the newest undone edit again. Returns its label, or null where there is none. */
export function redoEdit(db: Database, at: string): string | null {
  return replay(db, at, 'redo', 'undo');
}

/** Drops what could be redone: for new work of a run, which what was undone does not fit any more. */
export function clearRedo(db: Database): void {
  db.prepare(`DELETE FROM edit WHERE direction = 'redo'`).run();
}

export function editState(db: Database): { undo: string | null; redo: string | null; undoable: number } {
  const newest = db
    .prepare(`SELECT label FROM edit WHERE direction = ? ORDER BY edit_id DESC LIMIT 1`)
    .pluck();
  return {
    undo: (newest.get('undo') as string | undefined) ?? null,
    redo: (newest.get('redo') as string | undefined) ?? null,
    undoable: db.prepare(`SELECT count(*) FROM edit WHERE direction = 'undo'`).pluck().get() as number,
  };
}

function replay(db: Database, at: string, from: 'undo' | 'redo', to: 'undo' | 'redo'): string | null {
  return db.transaction(() => {
    const edit = db
      .prepare(`SELECT edit_id AS id, label FROM edit WHERE direction = ? ORDER BY edit_id DESC LIMIT 1`)
      .get(from) as { id: number; label: string } | undefined;
    if (edit === undefined) return null;
    const steps = db
      .prepare(`SELECT sql FROM edit_step WHERE edit_id = ? ORDER BY step DESC`)
      .pluck()
      .all(edit.id) as string[];
    // A row and the rows that refer to it come back in reverse order of their change; check references at the end.
    db.pragma('defer_foreign_keys = ON');
    capture(db, edit.label, at, to, () => {
      replaySteps(db, steps, edit.label, at);
    });
    db.prepare(`DELETE FROM edit WHERE edit_id = ?`).run(edit.id);
    return edit.label;
  })();
}

function capture<T>(db: Database, label: string, at: string, direction: string, change: () => T): T {
  const { lastInsertRowid } = db
    .prepare(`INSERT INTO edit(label, at, direction) VALUES (?, ?, ?)`)
    .run(label, at, direction);
  const editId = Number(lastInsertRowid);
  db.exec(undoableTables.map((table) => triggersOf(db, table, editId)).join('\n'));
  try {
    const value = change();
    const steps = db
      .prepare(`SELECT count(*) FROM edit_step WHERE edit_id = ?`)
      .pluck()
      .get(editId) as number;
    if (steps === 0) db.prepare(`DELETE FROM edit WHERE edit_id = ?`).run(editId);
    return value;
  } finally {
    db.exec(
      undoableTables
        .flatMap((table) =>
          ['i', 'u', 'd'].map((kind) => `DROP TRIGGER IF EXISTS temp.undo_${table}_${kind};`),
        )
        .join('\n'),
    );
  }
}

function triggersOf(db: Database, table: string, editId: number): string {
  const columns = db.pragma(`table_info(${table})`) as ColumnInfo[];
  const keys = columns.filter((column) => column.pk > 0).map((column) => column.name);
  const names = columns.map((column) => `"${column.name}"`).join(', ');
  const where = (row: string): string =>
    keys.map((key) => `'"${key}" = ' || quote(${row}."${key}")`).join(` || ' AND ' || `);
  const values = columns.map((column) => `quote(old."${column.name}")`).join(` || ', ' || `);
  const sets = columns
    .map((column) => `'"${column.name}" = ' || quote(old."${column.name}")`)
    .join(` || ', ' || `);
  const log = (sql: string): string =>
    `INSERT INTO edit_step(edit_id, step, sql) SELECT ${editId}, coalesce(max(step), 0) + 1, ${sql} FROM edit_step WHERE edit_id = ${editId};`;
  return `
CREATE TEMP TRIGGER undo_${table}_i AFTER INSERT ON main.${table} BEGIN
  ${log(`'DELETE FROM ${table} WHERE ' || ${where('new')}`)}
END;
CREATE TEMP TRIGGER undo_${table}_u AFTER UPDATE ON main.${table} BEGIN
  ${log(`'UPDATE ${table} SET ' || ${sets} || ' WHERE ' || ${where('new')}`)}
END;
CREATE TEMP TRIGGER undo_${table}_d AFTER DELETE ON main.${table} BEGIN
  ${log(`'INSERT INTO ${table}(${names}) VALUES (' || ${values} || ')'`)}
END;`;
}
