import type { Database } from 'better-sqlite3';

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
