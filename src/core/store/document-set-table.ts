import type { Database } from 'better-sqlite3';
import type { DocumentSetQuality } from '#shared/domain/run.ts';

/** main = what the loop works with; probe = the check set of early stopping. */
export type DocumentSetKind = 'main' | 'probe';

/** Document keys in a fixed order, and how well they cover what they were chosen from; null where nobody measured it. */
export interface StoredDocumentSet {
  readonly keys: readonly number[];
  readonly quality: DocumentSetQuality | null;
}

/** To be called once per set, in the transaction that starts its iteration. An empty set leaves nothing. */
export function writeDocumentSet(
  db: Database,
  runKey: number,
  iteration: number,
  kind: DocumentSetKind,
  { keys, quality }: StoredDocumentSet,
): void {
  const insert = db.prepare(
    `INSERT OR REPLACE INTO document_set(run_key, iteration, kind, position, document_key) VALUES (?, ?, ?, ?, ?)`,
  );
  keys.forEach((key, position) => insert.run(runKey, iteration, kind, position, key));
  if (quality === null || keys.length === 0) return;
  db.prepare(
    `INSERT OR REPLACE INTO document_set_quality(run_key, iteration, kind, basis, pool, diversity, representativeness)
     VALUES (@runKey, @iteration, @kind, @basis, @pool, @diversity, @representativeness)`,
  ).run({ runKey, iteration, kind, ...quality });
}

export function readDocumentSet(
  db: Database,
  runKey: number,
  iteration: number,
  kind: DocumentSetKind,
): number[] {
  return db
    .prepare(
      `SELECT document_key FROM document_set WHERE run_key = ? AND iteration = ? AND kind = ? ORDER BY position`,
    )
    .pluck()
    .all(runKey, iteration, kind) as number[];
}

export function readDocumentSetQuality(
  db: Database,
  runKey: number,
  iteration: number,
  kind: DocumentSetKind,
): DocumentSetQuality | null {
  const row = db
    .prepare(
      `SELECT basis, pool, diversity, representativeness FROM document_set_quality
       WHERE run_key = ? AND iteration = ? AND kind = ?`,
    )
    .get(runKey, iteration, kind) as DocumentSetQuality | undefined;
  return row ?? null;
}
