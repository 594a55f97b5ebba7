import type { Database } from 'better-sqlite3';
import SqliteDatabase from 'better-sqlite3';
import { createFreeNames } from '#core/text/free-names.ts';
import {
  addRow,
  newRows,
  repeated,
  rowsInserter,
  rowsPerInsert,
  type DocumentRows,
  type NewDocument,
} from './document-rows.ts';

export type { NewDocument } from './document-rows.ts';

/**
 * Prepared once per import: writes documents in order and returns their keys. A document whose id is taken is called
 * `<id>~2` (or the next that is free), and `onRenamed` is told. Call it inside a transaction.
 */
export function documentsInserter(
  db: Database,
  importId: number | null,
  onRenamed: (wanted: string, id: string) => void = () => undefined,
): (rows: DocumentRows) => number[] {
  const insertOne = rowInserter(db, importId, onRenamed);
  const insertRows = rowsInserter(db, importId);
  return (rows) => {
    const keys: number[] = [];
    const { length } = rows.ids;
    let at = 0;
    for (; at + rowsPerInsert <= length; at += rowsPerInsert) insertBlock(rows, at, keys);
    for (; at < length; at++) keys.push(insertOne(rows, at));
    return keys;
  };

  function insertBlock(rows: DocumentRows, first: number, keys: number[]): void {
    const hasNameless = rows.ids.slice(first, first + rowsPerInsert).includes('');
    const last = hasNameless ? null : tryInsert(rows, first);
    // SQLite gives the rows of one statement consecutive keys.
    if (last !== null) for (let i = 1 - rowsPerInsert; i <= 0; i += 1) keys.push(last + i);
    else for (let i = first; i < first + rowsPerInsert; i++) keys.push(insertOne(rows, i));
  }

  /** The last row's key; null where an id is taken: then nothing was written. */
  function tryInsert(rows: DocumentRows, first: number): number | null {
    try {
      return insertRows(rows, first);
    } catch (error) {
      if (error instanceof SqliteDatabase.SqliteError && error.code === 'SQLITE_CONSTRAINT_UNIQUE')
        return null;
      throw error;
    }
  }
}

/** As `documentsInserter`, for one document at a time. */
export function documentInserter(
  db: Database,
  importId: number | null,
  onRenamed: (wanted: string, id: string) => void = () => undefined,
): (document: NewDocument) => number {
  const insert = rowInserter(db, importId, onRenamed);
  return (document) => {
    const rows = newRows();
    addRow(rows, document);
    return insert(rows, 0);
  };
}

function rowInserter(
  db: Database,
  importId: number | null,
  onRenamed: (wanted: string, id: string) => void,
): (rows: DocumentRows, i: number) => number {
  const insert = db.prepare(
    `INSERT INTO document(id, text, tokens, reconstructed, meta, import_id) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT(id) DO NOTHING`,
  );
  const find = db.prepare(`SELECT 1 FROM document WHERE id = ?`).pluck();
  const freeName = createFreeNames((id) => find.get(id) !== undefined);
  return ({ ids, texts, tokens, reconstructed, metas }, i) => {
    const wanted = ids[i] ?? '';
    const columns = [texts[i], tokens[i], reconstructed[i], metas[i], importId];
    let id = wanted === '' ? 'document' : wanted;
    let result = insert.run(id, ...columns);
    if (result.changes === 0) {
      id = freeName(id);
      result = insert.run(id, ...columns);
    }
    if (id !== wanted) onRenamed(wanted, id);
    return Number(result.lastInsertRowid);
  };
}

/**
 * Gold of documents that are new: no row can be there yet, so none is looked for.
 * @returns takes the keys of the documents and the JSON of each one's spans, null where it has no gold
 */
export function newGoldWriter(
  db: Database,
): (keys: readonly number[], spans: readonly (string | null)[]) => void {
  const insertOne = db.prepare(`INSERT INTO gold(document_key, spans) VALUES (?, ?)`);
  const insertRows = db.prepare(`INSERT INTO gold(document_key, spans) VALUES ${repeated('(?, ?)')}`);
  return (keys, spans) => {
    let values: unknown[] = [];
    for (const [i, text] of spans.entries()) {
      if (text === null) continue;
      values.push(keys[i], text);
      if (values.length < 2 * rowsPerInsert) continue;
      insertRows.run(values);
      values = [];
    }
    for (let at = 0; at < values.length; at += 2) insertOne.run(values[at], values[at + 1]);
  };
}
