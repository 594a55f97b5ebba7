import type { Database } from 'better-sqlite3';
import type { ImportReport } from '#shared/rpc/corpus.ts';
import { holdImport, isImportHeld, releaseImport } from './import-holder.ts';

export interface ImportRow {
  readonly importId: number;
  readonly at: string;
  readonly kind: string;
  readonly files: readonly string[];
  readonly report: ImportReport;
  readonly documents: number;
  readonly undone: boolean;
}

/** An import at work: its row names this process, so that nobody takes it for an abandoned one. */
export function insertImport(db: Database, at: string, kind: string, files: readonly string[]): number {
  const importId = Number(
    db
      .prepare(`INSERT INTO import(at, kind, files, report, documents) VALUES (?, ?, ?, ?, 0)`)
      .run(at, kind, JSON.stringify(files), JSON.stringify({ files: [], holder: process.pid }))
      .lastInsertRowid,
  );
  holdImport(db.name, importId);
  return importId;
}

export function finishImport(db: Database, importId: number, report: ImportReport, documents: number): void {
  db.prepare(`UPDATE import SET report = ?, documents = ? WHERE import_id = ?`).run(
    JSON.stringify(report),
    documents,
    importId,
  );
  releaseImport(db.name, importId);
}

export function listImports(db: Database): ImportRow[] {
  const rows = db
    .prepare(
      `SELECT import_id AS importId, at, kind, files, report, documents, undone FROM import ORDER BY import_id DESC`,
    )
    .all() as {
    importId: number;
    at: string;
    kind: string;
    files: string;
    report: string;
    documents: number;
    undone: number;
  }[];
  return rows.map((row) => ({
    ...row,
    files: JSON.parse(row.files) as string[],
    report: JSON.parse(row.report) as ImportReport,
    undone: row.undone === 1,
  }));
}

/** Documents of an import that a run or a labelled corpus already refers to. */
export function countUsedDocuments(db: Database, importId: number): number {
  return db
    .prepare(
      `SELECT count(*) FROM document d WHERE d.import_id = ?
         AND (EXISTS (SELECT 1 FROM document_set s WHERE s.document_key = d.key)
              OR EXISTS (SELECT 1 FROM label_document l WHERE l.document_key = d.key))`,
    )
    .pluck()
    .get(importId) as number;
}

export function undoImport(db: Database, importId: number): void {
  db.prepare(`DELETE FROM document WHERE import_id = ?`).run(importId);
  db.prepare(`UPDATE import SET undone = 1 WHERE import_id = ?`).run(importId);
}

/** As if the import had never begun. */
export function removeImport(db: Database, importId: number): void {
  releaseImport(db.name, importId);
  db.transaction(() => {
    db.prepare(`DELETE FROM document WHERE import_id = ?`).run(importId);
    db.prepare(`DELETE FROM import WHERE import_id = ?`).run(importId);
  })();
}

/** Takes back what imports that never ended left behind (a killed process); one that is at work now stays. */
export function removeUnfinishedImports(db: Database): number {
  const rows = db
    .prepare(
      `SELECT import_id AS importId, report ->> 'holder' AS holder FROM import
       WHERE documents = 0 AND undone = 0 AND report ->> 'holder' IS NOT NULL`,
    )
    .all() as { importId: number; holder: number }[];
  const abandoned = rows.filter((row) => !isImportHeld(db.name, row.importId, row.holder));
  for (const { importId } of abandoned) removeImport(db, importId);
  return abandoned.length;
}
