import type { Database } from 'better-sqlite3';
import type { Span } from '#shared/domain/span.ts';

export interface QuestionRow {
  readonly questionId: string;
  readonly runKey: number;
  readonly iteration: number;
  /** Question as the supervisor asked it (shape: shared/domain/decision.ts). */
  readonly question: unknown;
  readonly answer: { approachId: string | null; text: string; answeredAt: string } | null;
}

export function insertQuestions(
  db: Database,
  runKey: number,
  iteration: number,
  questions: readonly { id: string; question: unknown }[],
): void {
  const insert = db.prepare(
    `INSERT OR IGNORE INTO question(question_id, run_key, iteration, position, question) VALUES (?, ?, ?, ?, ?)`,
  );
  questions.forEach(({ id, question }, position) =>
    insert.run(id, runKey, iteration, position, JSON.stringify(question)),
  );
}

export function listQuestions(db: Database, runKey: number | null = null): QuestionRow[] {
  const rows = db
    .prepare(
      `SELECT question_id AS questionId, run_key AS runKey, iteration, question, answer FROM question
       WHERE @runKey IS NULL OR run_key = @runKey ORDER BY run_key, iteration, position`,
    )
    .all({ runKey }) as {
    questionId: string;
    runKey: number;
    iteration: number;
    question: string;
    answer: string | null;
  }[];
  return rows.map((row) => ({
    ...row,
    question: JSON.parse(row.question) as unknown,
    answer: row.answer === null ? null : (JSON.parse(row.answer) as QuestionRow['answer']),
  }));
}

/** Questions of the newest run. */
export function newestQuestions(db: Database): QuestionRow[] {
  const runKey = db.prepare(`SELECT max(run_key) FROM run`).pluck().get() as number | null;
  return runKey === null ? [] : listQuestions(db, runKey);
}

export function setAnswer(db: Database, questionId: string, answer: QuestionRow['answer']): boolean {
  return (
    db
      .prepare(`UPDATE question SET answer = ? WHERE question_id = ?`)
      .run(answer === null ? null : JSON.stringify(answer), questionId).changes > 0
  );
}

export interface DecisionRow {
  readonly decisionId: string;
  readonly runKey: number | null;
  readonly iteration: number;
  readonly kind: 'hotspot' | 'span';
  readonly hotspotId: string | null;
  readonly documentKey: number;
  readonly start: number;
  readonly end: number;
  readonly spans: readonly Span[];
  readonly unclear: boolean;
  readonly reason: string;
  readonly author: string;
  readonly createdAt: string;
}

/** A newer decision on the same hotspot replaces the older one. */
export function insertDecision(db: Database, row: DecisionRow): void {
  if (row.hotspotId !== null) {
    db.prepare(`DELETE FROM decision WHERE hotspot_id = ? AND run_key IS ? AND iteration = ?`).run(
      row.hotspotId,
      row.runKey,
      row.iteration,
    );
  }
  db.prepare(
    `INSERT INTO decision(decision_id, run_key, iteration, kind, hotspot_id, document_key, start, end, spans, unclear, reason, author, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    row.decisionId,
    row.runKey,
    row.iteration,
    row.kind,
    row.hotspotId,
    row.documentKey,
    row.start,
    row.end,
    JSON.stringify(row.spans),
    row.unclear ? 1 : 0,
    row.reason,
    row.author,
    row.createdAt,
  );
}

export function removeDecision(db: Database, decisionId: string): boolean {
  return db.prepare(`DELETE FROM decision WHERE decision_id = ?`).run(decisionId).changes > 0;
}

export function listDecisions(
  db: Database,
  where: { documentKey?: number; runKey?: number } = {},
): DecisionRow[] {
  const rows = db
    .prepare(
      `SELECT decision_id AS decisionId, run_key AS runKey, iteration, kind, hotspot_id AS hotspotId, document_key AS documentKey,
              start, end, spans, unclear, reason, author, created_at AS createdAt
       FROM decision WHERE (@documentKey IS NULL OR document_key = @documentKey) AND (@runKey IS NULL OR run_key = @runKey)
       ORDER BY created_at, decision_id`,
    )
    .all({ documentKey: where.documentKey ?? null, runKey: where.runKey ?? null }) as (Omit<
    DecisionRow,
    'spans' | 'unclear'
  > & { spans: string; unclear: number })[];
  return rows.map((row) => ({ ...row, spans: JSON.parse(row.spans) as Span[], unclear: row.unclear === 1 }));
}

export interface CommentRow {
  readonly commentId: string;
  readonly documentKey: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly author: string;
  readonly createdAt: string;
}

export function insertComment(db: Database, row: CommentRow): void {
  db.prepare(
    `INSERT INTO comment(comment_id, document_key, start, end, text, author, created_at)
     VALUES (@commentId, @documentKey, @start, @end, @text, @author, @createdAt)`,
  ).run(row);
}

export function removeComment(db: Database, commentId: string): boolean {
  return db.prepare(`DELETE FROM comment WHERE comment_id = ?`).run(commentId).changes > 0;
}

export function listComments(db: Database, documentKey: number): CommentRow[] {
  return db
    .prepare(
      `SELECT comment_id AS commentId, document_key AS documentKey, start, end, text, author, created_at AS createdAt
       FROM comment WHERE document_key = ? ORDER BY start, created_at`,
    )
    .all(documentKey) as CommentRow[];
}

export function setFlag(db: Database, documentKey: number, flagged: boolean, at: string): void {
  if (flagged) db.prepare(`INSERT OR IGNORE INTO flag(document_key, at) VALUES (?, ?)`).run(documentKey, at);
  else db.prepare(`DELETE FROM flag WHERE document_key = ?`).run(documentKey);
}

export function flaggedDocuments(db: Database): Set<number> {
  return new Set(db.prepare(`SELECT document_key FROM flag`).pluck().all() as number[]);
}

/** Hotspots of an iteration that have a decision. */
export function countDecisions(db: Database, runKey: number, iteration: number): number {
  return db
    .prepare(
      `SELECT count(DISTINCT hotspot_id) FROM decision WHERE run_key = ? AND iteration = ? AND hotspot_id IS NOT NULL`,
    )
    .pluck()
    .get(runKey, iteration) as number;
}
