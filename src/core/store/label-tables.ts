import type { Database } from 'better-sqlite3';
import { votes, type UnitState } from '#shared/domain/annotator.ts';
import type { Span } from '#shared/domain/span.ts';

export type LabelState = 'running' | 'paused' | 'done' | 'failed' | 'stopped';

export interface LabelJobRow {
  readonly labelKey: number;
  readonly labelJobId: string;
  readonly state: LabelState;
  /** best | consensus | elite | an annotator id */
  readonly source: string;
  readonly runId: string | null;
  readonly iteration: number | null;
  readonly guideline: number;
  readonly schemaNumber: number;
  readonly annotatorIds: readonly string[];
  readonly weights: readonly number[];
  readonly scope: 'all' | 'unlabelled';
  /** Highest document key when the job was made: documents imported later are not part of it. */
  readonly lastDocument: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly reason: string | null;
}

const jobColumns = `label_key AS labelKey, label_job_id AS labelJobId, state, source, run_id AS runId, iteration, guideline,
  schema_number AS schemaNumber, annotators, weights, scope, last_document AS lastDocument, started_at AS startedAt,
  ended_at AS endedAt, reason`;

function toJob(raw: unknown): LabelJobRow {
  const { annotators, weights, ...row } = raw as Omit<LabelJobRow, 'annotatorIds' | 'weights'> & {
    annotators: string;
    weights: string;
  };
  return {
    ...row,
    annotatorIds: JSON.parse(annotators) as string[],
    weights: JSON.parse(weights) as number[],
  };
}

export function insertLabelJob(
  db: Database,
  job: Omit<LabelJobRow, 'labelKey' | 'state' | 'endedAt' | 'reason'>,
): LabelJobRow {
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO label_job(label_job_id, state, source, run_id, iteration, guideline, schema_number, annotators, weights, scope, last_document, started_at)
       VALUES (?, 'running', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      job.labelJobId,
      job.source,
      job.runId,
      job.iteration,
      job.guideline,
      job.schemaNumber,
      JSON.stringify(job.annotatorIds),
      JSON.stringify(job.weights),
      job.scope,
      job.lastDocument,
      job.startedAt,
    );
  return toJob(db.prepare(`SELECT ${jobColumns} FROM label_job WHERE label_key = ?`).get(lastInsertRowid));
}

export function newestLabelJob(db: Database): LabelJobRow | undefined {
  const raw = db.prepare(`SELECT ${jobColumns} FROM label_job ORDER BY label_key DESC LIMIT 1`).get();
  return raw === undefined ? undefined : toJob(raw);
}

export function setLabelState(
  db: Database,
  labelKey: number,
  state: LabelState,
  reason: string | null,
  endedAt: string | null,
): void {
  db.prepare(`UPDATE label_job SET state = ?, reason = ?, ended_at = ? WHERE label_key = ?`).run(
    state,
    reason,
    endedAt,
    labelKey,
  );
}

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

export interface LabelledSpan extends Span {
  /** Part of the voting weight behind the span, 0..1; null for a single annotator or an expert's edit. */
  readonly share: number | null;
}

export function labelDocumentWriter(
  db: Database,
  labelKey: number,
): (documentKey: number, spans: readonly LabelledSpan[], failed: boolean) => void {
  const write = db.prepare(
    `INSERT INTO label_document(document_key, label_key, spans, share, failed) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT(document_key) DO UPDATE SET label_key = excluded.label_key, spans = excluded.spans,
       share = excluded.share, failed = excluded.failed WHERE accepted = 0 AND edited = 0`,
  );
  return (documentKey, spans, failed) => {
    const shares = spans.flatMap((span) => (span.share === null ? [] : [span.share]));
    write.run(
      documentKey,
      labelKey,
      JSON.stringify(spans),
      shares.length === 0 ? null : Math.min(...shares),
      failed ? 1 : 0,
    );
  };
}

export interface LabelDocument {
  readonly documentKey: number;
  readonly spans: readonly LabelledSpan[];
  readonly share: number | null;
  readonly failed: boolean;
  readonly accepted: boolean;
  readonly edited: boolean;
}

export function readLabelDocument(db: Database, documentKey: number): LabelDocument | undefined {
  return labelDocumentReader(db)(documentKey);
}

/** Prepared once for many documents. */
export function labelDocumentReader(db: Database): (documentKey: number) => LabelDocument | undefined {
  const read = db.prepare(
    `SELECT document_key AS documentKey, spans, share, failed, accepted, edited FROM label_document WHERE document_key = ?`,
  );
  return (documentKey) => toLabelDocument(read.get(documentKey));
}

function toLabelDocument(row: unknown): LabelDocument | undefined {
  const raw = row as
    | {
        documentKey: number;
        spans: string;
        share: number | null;
        failed: number;
        accepted: number;
        edited: number;
      }
    | undefined;
  if (raw === undefined) return undefined;
  return {
    documentKey: raw.documentKey,
    spans: JSON.parse(raw.spans) as LabelledSpan[],
    share: raw.share,
    failed: raw.failed === 1,
    accepted: raw.accepted === 1,
    edited: raw.edited === 1,
  };
}

export function setLabelSpans(db: Database, documentKey: number, spans: readonly LabelledSpan[]): void {
  db.prepare(`UPDATE label_document SET spans = ?, edited = 1, failed = 0 WHERE document_key = ?`).run(
    JSON.stringify(spans),
    documentKey,
  );
}

export function setLabelAccepted(db: Database, documentKey: number, accepted: boolean): void {
  db.prepare(`UPDATE label_document SET accepted = ? WHERE document_key = ?`).run(
    accepted ? 1 : 0,
    documentKey,
  );
}

export function countLabelDocuments(db: Database): {
  done: number;
  failed: number;
  accepted: number;
  edited: number;
} {
  return db
    .prepare(
      `SELECT count(*) AS done, coalesce(sum(failed), 0) AS failed, coalesce(sum(accepted), 0) AS accepted,
              coalesce(sum(edited), 0) AS edited FROM label_document`,
    )
    .get() as { done: number; failed: number; accepted: number; edited: number };
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

export function countLabelTypes(db: Database): Record<string, number> {
  const rows = db
    .prepare(
      `SELECT span.value ->> 'type' AS type, count(*) AS n FROM label_document, json_each(label_document.spans) AS span
       GROUP BY 1 ORDER BY 2 DESC, 1`,
    )
    .all() as { type: string; n: number }[];
  return Object.fromEntries(rows.map((row) => [row.type, row.n]));
}

/** Strings that carry more than one reading (types, or a type and "nothing marked" is not counted) in the labels. */
export function inconsistentStrings(
  db: Database,
  limit: number,
): { text: string; readings: { label: string; count: number }[] }[] {
  const rows = db
    .prepare(
      `WITH mark AS (SELECT span.value ->> 'text' AS text, span.value ->> 'type' AS type, count(*) AS n
                     FROM label_document, json_each(label_document.spans) AS span GROUP BY 1, 2),
            mixed AS (SELECT text, sum(n) AS total FROM mark GROUP BY text HAVING count(*) > 1 ORDER BY total DESC, text LIMIT @limit)
       SELECT mark.text, mark.type, mark.n FROM mixed JOIN mark USING (text) ORDER BY mixed.total DESC, mark.text, mark.n DESC`,
    )
    .all({ limit }) as { text: string; type: string; n: number }[];
  const grouped = new Map<string, { label: string; count: number }[]>();
  for (const row of rows) {
    const readings = grouped.get(row.text) ?? [];
    readings.push({ label: row.type, count: row.n });
    grouped.set(row.text, readings);
  }
  return [...grouped].map(([text, readings]) => ({ text, readings }));
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

export interface LabelListRow {
  readonly key: number;
  readonly id: string;
  readonly snippet: string;
  readonly spans: number;
  readonly share: number | null;
  readonly accepted: boolean;
  readonly edited: boolean;
  readonly failed: boolean;
}

/** Labelled documents, in corpus order or least certain first (accepted and edited ones last). */
export function listLabelDocuments(
  db: Database,
  query: { order: 'corpus' | 'doubt'; search: string; offset: number; limit: number },
): { total: number; rows: LabelListRow[] } {
  const like = `%${query.search.replace(/[\\%_]/gu, (character) => `\\${character}`)}%`;
  const where =
    query.search === '' ? '' : `WHERE d.text LIKE @like ESCAPE '\\' OR d.id LIKE @like ESCAPE '\\'`;
  const order =
    query.order === 'corpus' ? 'd.key' : 'l.accepted, l.edited, l.failed DESC, coalesce(l.share, 2), d.key';
  const from = `FROM label_document l JOIN document d ON d.key = l.document_key ${where}`;
  const total = db.prepare(`SELECT count(*) ${from}`).pluck().get({ like }) as number;
  const rows = db
    .prepare(
      `SELECT d.key, d.id, substr(d.text, 1, 200) AS snippet, json_array_length(l.spans) AS spans, l.share, l.accepted, l.edited, l.failed
       ${from} ORDER BY ${order} LIMIT @limit OFFSET @offset`,
    )
    .all({ like, limit: query.limit, offset: query.offset }) as (Omit<
    LabelListRow,
    'accepted' | 'edited' | 'failed'
  > & {
    accepted: number;
    edited: number;
    failed: number;
  })[];
  return {
    total,
    rows: rows.map((row) => ({
      ...row,
      accepted: row.accepted === 1,
      edited: row.edited === 1,
      failed: row.failed === 1,
    })),
  };
}

/** A seeded random sample of labelled documents: those whose mixed key is smallest. */
export function sampleLabelKeys(db: Database, size: number, seed: number): number[] {
  return db
    .prepare(
      `SELECT document_key FROM label_document
       ORDER BY ((document_key * 2654435761 + @seed * 40503) & 4294967295) * 2246822519 & 4294967295, document_key LIMIT @size`,
    )
    .pluck()
    .all({ size, seed }) as number[];
}
