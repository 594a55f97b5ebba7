import type { Database } from 'better-sqlite3';
import SqliteDatabase from 'better-sqlite3';
import type { Span } from '#shared/domain/span.ts';
import { createFreeNames } from '#core/text/free-names.ts';
import {
  columnsOf,
  repeated,
  rowsInserter,
  rowsPerInsert,
  type DocumentColumns,
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
): (documents: readonly NewDocument[]) => number[] {
  const insertOne = columnsInserter(db, importId, onRenamed);
  const insertRows = rowsInserter(db, importId);
  return (documents) => {
    const keys: number[] = [];
    let ids: string[] = [];
    let rows: DocumentColumns[] = [];
    for (const document of documents) {
      ids.push(document.id);
      rows.push(columnsOf(document));
      if (rows.length < rowsPerInsert) continue;
      insertBlock(ids, rows, keys);
      ids = [];
      rows = [];
    }
    for (const [i, row] of rows.entries()) keys.push(insertOne(ids[i] ?? '', row));
    return keys;
  };

  function insertBlock(ids: readonly string[], rows: readonly DocumentColumns[], keys: number[]): void {
    const last = ids.includes('') ? null : tryInsert(ids, rows);
    // SQLite gives the rows of one statement consecutive keys.
    if (last !== null) for (let i = 1 - rowsPerInsert; i <= 0; i += 1) keys.push(last + i);
    else for (const [i, row] of rows.entries()) keys.push(insertOne(ids[i] ?? '', row));
  }

  /** The last row's key; null where an id is taken: then nothing was written. */
  function tryInsert(ids: readonly string[], rows: readonly DocumentColumns[]): number | null {
    try {
      return insertRows(ids, rows);
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
  const insert = columnsInserter(db, importId, onRenamed);
  return (document) => insert(document.id, columnsOf(document));
}

function columnsInserter(
  db: Database,
  importId: number | null,
  onRenamed: (wanted: string, id: string) => void,
): (wanted: string, columns: DocumentColumns) => number {
  const insert = db.prepare(
    `INSERT INTO document(id, text, tokens, reconstructed, meta, import_id) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT(id) DO NOTHING`,
  );
  const find = db.prepare(`SELECT 1 FROM document WHERE id = ?`).pluck();
  const freeName = createFreeNames((id) => find.get(id) !== undefined);
  return (wanted, { text, tokens, reconstructed, meta }) => {
    let id = wanted === '' ? 'document' : wanted;
    let result = insert.run(id, text, tokens, reconstructed, meta, importId);
    if (result.changes === 0) {
      id = freeName(id);
      result = insert.run(id, text, tokens, reconstructed, meta, importId);
    }
    if (id !== wanted) onRenamed(wanted, id);
    return Number(result.lastInsertRowid);
  };
}

/** Gold of documents that are new: no row can be there yet, so none is looked for. */
export function newGoldWriter(
  db: Database,
): (rows: readonly { readonly key: number; readonly spans: readonly Span[] }[]) => void {
  const insertOne = db.prepare(`INSERT INTO gold(document_key, spans) VALUES (?, ?)`);
  const insertRows = db.prepare(`INSERT INTO gold(document_key, spans) VALUES ${repeated('(?, ?)')}`);
  return (rows) => {
    let at = 0;
    for (; at + rowsPerInsert <= rows.length; at += rowsPerInsert) {
      const values: unknown[] = [];
      for (const { key, spans } of rows.slice(at, at + rowsPerInsert)) values.push(key, spansText(spans));
      insertRows.run(values);
    }
    for (const { key, spans } of rows.slice(at)) insertOne.run(key, spansText(spans));
  };
}

const spansText = (spans: readonly Span[]): string => (spans.length === 0 ? '[]' : JSON.stringify(spans));
