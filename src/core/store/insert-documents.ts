import type { Database } from 'better-sqlite3';
import SqliteDatabase from 'better-sqlite3';
import type { Span, Token } from '#shared/domain/span.ts';
import { createFreeNames } from '#core/text/free-names.ts';
import { encodeTokensOf } from './token-codec.ts';

export interface NewDocument {
  readonly id: string;
  readonly text: string;
  /** Tokens as the file gave them; null = tokenise the text when they are needed. */
  readonly tokens: readonly Token[] | null;
  readonly reconstructed: boolean;
  readonly meta: Readonly<Record<string, unknown>>;
}

/** Rows of one INSERT: fewer calls from JavaScript into SQLite; beyond about 20 nothing is gained any more. */
const rowsPerInsert = 20;

/**
 * Prepared once per import: writes documents in order and returns their keys. A document whose id is taken is called
 * `<id>~2` (or the next that is free), and `onRenamed` is told. Call it inside a transaction.
 */
export function documentsInserter(
  db: Database,
  importId: number | null,
  onRenamed?: (wanted: string, id: string) => void,
): (documents: readonly NewDocument[]) => number[] {
  const insertOne = documentInserter(db, importId, onRenamed);
  const insertRows = db.prepare(
    `INSERT INTO document(id, text, tokens, reconstructed, meta, import_id) VALUES ${rowsOf(6)}`,
  );
  return (documents) => {
    const keys: number[] = [];
    let at = 0;
    for (; at + rowsPerInsert <= documents.length; at += rowsPerInsert) {
      const rows = documents.slice(at, at + rowsPerInsert);
      const last = tryInsert(rows);
      if (last === null) keys.push(...rows.map(insertOne));
      // SQLite gives the rows of one statement consecutive keys.
      else for (let i = 1 - rowsPerInsert; i <= 0; i += 1) keys.push(last + i);
    }
    return [...keys, ...documents.slice(at).map(insertOne)];
  };

  /** The last row's key; null where an id is taken or empty: then nothing was written. */
  function tryInsert(rows: readonly NewDocument[]): number | null {
    const values: unknown[] = [];
    for (const document of rows) {
      if (document.id === '') return null;
      values.push(document.id, ...valuesOf(document), importId);
    }
    try {
      return Number(insertRows.run(values).lastInsertRowid);
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
  const insert = db.prepare(
    `INSERT INTO document(id, text, tokens, reconstructed, meta, import_id) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT(id) DO NOTHING`,
  );
  const find = db.prepare(`SELECT 1 FROM document WHERE id = ?`).pluck();
  const freeName = createFreeNames((id) => find.get(id) !== undefined);
  return (document) => {
    const values = valuesOf(document);
    let id = document.id === '' ? 'document' : document.id;
    let result = insert.run(id, ...values, importId);
    if (result.changes === 0) {
      id = freeName(id);
      result = insert.run(id, ...values, importId);
    }
    if (id !== document.id) onRenamed(document.id, id);
    return Number(result.lastInsertRowid);
  };
}

/** Gold of documents that are new: no row can be there yet, so none is looked for. */
export function newGoldWriter(
  db: Database,
): (rows: readonly { readonly key: number; readonly spans: readonly Span[] }[]) => void {
  const insertOne = db.prepare(`INSERT INTO gold(document_key, spans) VALUES (?, ?)`);
  const insertRows = db.prepare(`INSERT INTO gold(document_key, spans) VALUES ${rowsOf(2)}`);
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

const rowsOf = (columns: number): string =>
  Array(rowsPerInsert)
    .fill(`(${Array(columns).fill('?').join(', ')})`)
    .join(', ');

/** text, tokens, reconstructed, meta */
function valuesOf(document: NewDocument): [string, Uint8Array | null, number, string] {
  const { text, tokens, reconstructed, meta } = document;
  return [text, tokens === null ? null : encodeTokensOf(text, tokens), reconstructed ? 1 : 0, metaText(meta)];
}

const spansText = (spans: readonly Span[]): string => (spans.length === 0 ? '[]' : JSON.stringify(spans));

/** Most documents have no metadata, and JSON.stringify is not free a million times. */
function metaText(meta: Readonly<Record<string, unknown>>): string {
  for (const _name in meta) return JSON.stringify(meta);
  return '{}';
}
