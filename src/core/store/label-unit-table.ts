import type { Database } from 'better-sqlite3';
import { votes, type UnitState } from '#shared/domain/annotator.ts';
import type { Span } from '#shared/domain/span.ts';
import type { LabelJobRow } from './label-job-table.ts';

export interface LabelUnit {
  readonly annotatorKey: number;
  readonly documentKey: number;
  readonly state: UnitState;
  readonly spans: readonly Span[];
  readonly raw: readonly string[];
  readonly error: { code: string; message: string } | null;
}

/** Prepared once per job. Each call is one statement, durable when its transaction ends. */
export function labelUnitWriter(db: Database, labelKey: number): (unit: LabelUnit) => void {
  const write = db.prepare(
    `INSERT OR REPLACE INTO label_unit(label_key, annotator_key, document_key, state, spans, raw, error) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  return (unit) =>
    void write.run(
      labelKey,
      unit.annotatorKey,
      unit.documentKey,
      unit.state,
      JSON.stringify(unit.spans),
      JSON.stringify(unit.raw),
      unit.error === null ? null : JSON.stringify(unit.error),
    );
}

/** Keys of the job's documents after `afterKey` that this annotator has not finished, in key order. */
export function pendingLabelDocuments(
  db: Database,
  job: LabelJobRow,
  annotatorKey: number,
  afterKey: number,
  limit: number,
): number[] {
  const unlabelled =
    job.scope === 'all'
      ? ''
      : `AND NOT EXISTS (SELECT 1 FROM label_document l WHERE l.document_key = d.key AND l.label_key <> @labelKey AND l.failed = 0)`;
  return db
    .prepare(
      `SELECT d.key FROM document d WHERE d.key > @afterKey AND d.key <= @last ${unlabelled}
       AND NOT EXISTS (SELECT 1 FROM label_document l WHERE l.document_key = d.key AND (l.accepted = 1 OR l.edited = 1))
       AND NOT EXISTS (SELECT 1 FROM label_unit u WHERE u.label_key = @labelKey AND u.annotator_key = @annotatorKey
                       AND u.document_key = d.key)
       ORDER BY d.key LIMIT @limit`,
    )
    .pluck()
    .all({ afterKey, last: job.lastDocument, labelKey: job.labelKey, annotatorKey, limit }) as number[];
}

/**
 * Every annotator's unit of answered documents that this job has not settled yet (and the expert has not taken over),
 * grouped by document: those after `afterKey` in key order, at most `limit` documents.
 */
export function readUnsettledUnits(
  db: Database,
  labelKey: number,
  afterKey: number,
  limit: number,
): { documentKey: number; units: { annotatorKey: number; state: UnitState; spans: Span[] }[] }[] {
  const rows = db
    .prepare(
      `SELECT u.document_key AS documentKey, u.annotator_key AS annotatorKey, u.state, u.spans FROM label_unit u
       WHERE u.label_key = @labelKey AND u.document_key IN (
         SELECT DISTINCT v.document_key FROM label_unit v WHERE v.label_key = @labelKey AND v.document_key > @afterKey
           AND NOT EXISTS (SELECT 1 FROM label_document l WHERE l.document_key = v.document_key
                           AND (l.label_key = @labelKey OR l.accepted = 1 OR l.edited = 1))
         ORDER BY v.document_key LIMIT @limit)
       ORDER BY u.document_key, u.annotator_key`,
    )
    .all({ labelKey, afterKey, limit }) as {
    documentKey: number;
    annotatorKey: number;
    state: UnitState;
    spans: string;
  }[];
  const grouped = new Map<number, { annotatorKey: number; state: UnitState; spans: Span[] }[]>();
  for (const row of rows) {
    const units = grouped.get(row.documentKey) ?? [];
    units.push({ annotatorKey: row.annotatorKey, state: row.state, spans: JSON.parse(row.spans) as Span[] });
    grouped.set(row.documentKey, units);
  }
  return [...grouped].map(([documentKey, units]) => ({ documentKey, units }));
}

export function countLabelUnits(db: Database, labelKey: number): number {
  return db.prepare(`SELECT count(*) FROM label_unit WHERE label_key = ?`).pluck().get(labelKey) as number;
}

/** Annotators with failed units that no model was asked about: how many of how many documents, and an error's message. */
export function listUnasked(
  db: Database,
  labelKey: number,
): { annotatorKey: number; documents: number; of: number; message: string }[] {
  return db
    .prepare(
      `SELECT annotator_key AS annotatorKey, sum(state = 'failed' AND raw = '[]') AS documents, count(*) AS "of",
              coalesce(max(error ->> 'message') FILTER (WHERE state = 'failed' AND raw = '[]'), '') AS message
       FROM label_unit WHERE label_key = ? GROUP BY annotator_key HAVING documents > 0 ORDER BY annotator_key`,
    )
    .all(labelKey) as { annotatorKey: number; documents: number; of: number; message: string }[];
}

/** One annotator's spans in a labelling job; null where it has no usable answer. */
export function readLabelUnitSpans(
  db: Database,
  labelKey: number,
  annotatorKey: number,
  documentKey: number,
): Span[] | null {
  const row = db
    .prepare(
      `SELECT state, spans FROM label_unit WHERE label_key = ? AND annotator_key = ? AND document_key = ?`,
    )
    .get(labelKey, annotatorKey, documentKey) as { state: UnitState; spans: string } | undefined;
  return row === undefined || !votes(row.state) ? null : (JSON.parse(row.spans) as Span[]);
}
