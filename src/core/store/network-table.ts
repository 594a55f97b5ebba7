import type { Database } from 'better-sqlite3';
import { asStoreError } from './open-store.ts';

export interface NetworkCallRow {
  readonly at: string;
  readonly host: string;
  readonly purpose: string;
  readonly method: string;
  readonly path: string;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly sha256: string;
  readonly containsDocumentText: boolean;
  readonly status: number;
  readonly allowed: boolean;
  readonly loopback: boolean;
}

/** A call as it stands in the ledger; `id` counts up. */
export interface ListedCall extends NetworkCallRow {
  readonly id: number;
}

export function insertNetworkCall(db: Database, row: NetworkCallRow): void {
  const insert = db.prepare(
    `INSERT INTO network_call(at, host, purpose, method, path, request_bytes, response_bytes, sha256, contains_document_text, status, allowed, loopback)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  try {
    insert.run(
      row.at,
      row.host,
      row.purpose,
      row.method,
      row.path,
      row.requestBytes,
      row.responseBytes,
      row.sha256,
      row.containsDocumentText ? 1 : 0,
      row.status,
      row.allowed ? 1 : 0,
      row.loopback ? 1 : 0,
    );
  } catch (error) {
    // Thrown from inside a call to a server: unnamed it would read as a failed connection.
    throw asStoreError(error, db.name);
  }
}

export function listNetworkCalls(
  db: Database,
  filter: { remoteOnly: boolean; offset: number; limit: number },
): { total: number; rows: ListedCall[] } {
  const where = filter.remoteOnly ? 'WHERE loopback = 0' : '';
  const total = db.prepare(`SELECT count(*) FROM network_call ${where}`).pluck().get() as number;
  const rows = db
    .prepare(
      `SELECT call_key AS id, at, host, purpose, method, path, request_bytes AS requestBytes, response_bytes AS responseBytes, sha256,
              contains_document_text AS containsDocumentText, status, allowed, loopback
       FROM network_call ${where} ORDER BY call_key DESC LIMIT ? OFFSET ?`,
    )
    .all(filter.limit, filter.offset) as (Omit<
    ListedCall,
    'containsDocumentText' | 'allowed' | 'loopback'
  > & {
    containsDocumentText: number;
    allowed: number;
    loopback: number;
  })[];
  return {
    total,
    rows: rows.map((row) => ({
      ...row,
      containsDocumentText: row.containsDocumentText === 1,
      allowed: row.allowed === 1,
      loopback: row.loopback === 1,
    })),
  };
}
