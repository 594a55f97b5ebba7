import type { Database } from 'better-sqlite3';
import type { Guideline, GuidelineRevision, Rule } from '#shared/domain/guideline.ts';

export type NewRevision = Omit<GuidelineRevision, 'number'>;

/** Stores an immutable revision and returns its number (one more than the newest). */
export function addGuidelineRevision(db: Database, revision: NewRevision): number {
  return db.transaction(() => {
    const number = newestGuidelineNumber(db) + 1;
    db.prepare(
      `INSERT INTO guideline_revision(number, parent, run_id, iteration, author, created_at, summary, goal)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      number,
      revision.parent,
      revision.runId,
      revision.iteration,
      revision.author,
      revision.createdAt,
      revision.summary,
      revision.goal,
    );
    const insert = db.prepare(`INSERT INTO rule(revision, position, id, rule) VALUES (?, ?, ?, ?)`);
    revision.rules.forEach((rule, position) => insert.run(number, position, rule.id, JSON.stringify(rule)));
    return number;
  })();
}

/** −1 where the project has no revision yet. */
export function newestGuidelineNumber(db: Database): number {
  return (db.prepare(`SELECT max(number) FROM guideline_revision`).pluck().get() as number | null) ?? -1;
}

/** True where the expert has changed the guideline after a revision. */
export function hasExpertRevisionAfter(db: Database, number: number): boolean {
  const found = db
    .prepare(`SELECT EXISTS (SELECT 1 FROM guideline_revision WHERE number > ? AND author = 'expert')`)
    .pluck()
    .get(number) as number;
  return found === 1;
}

const revisionColumns = `number, parent, run_id AS runId, iteration, author, created_at AS createdAt, summary, goal`;
type RevisionRow = Omit<GuidelineRevision, 'rules'>;

export function readGuidelineRevision(db: Database, number: number): GuidelineRevision | undefined {
  const row = db.prepare(`SELECT ${revisionColumns} FROM guideline_revision WHERE number = ?`).get(number) as
    RevisionRow | undefined;
  if (row === undefined) return undefined;
  const rules = db
    .prepare(`SELECT rule FROM rule WHERE revision = ? ORDER BY position`)
    .pluck()
    .all(number) as string[];
  return { ...row, rules: rules.map((text) => JSON.parse(text) as Rule) };
}

export function readNewestGuideline(db: Database): GuidelineRevision | undefined {
  return readGuidelineRevision(db, newestGuidelineNumber(db));
}

export function listGuidelineRevisions(db: Database): (RevisionRow & { rules: number })[] {
  return db
    .prepare(
      `SELECT ${revisionColumns}, (SELECT count(*) FROM rule WHERE revision = number) AS rules FROM guideline_revision ORDER BY number DESC`,
    )
    .all() as (RevisionRow & { rules: number })[];
}

/** The annotators' view of a revision. */
export function guidelineOf(revision: GuidelineRevision): Guideline {
  return { goal: revision.goal, rules: revision.rules };
}

/** Rules in force (not rejected) of a revision. */
export function guidelineRuleCount(db: Database, number: number): number {
  return db
    .prepare(`SELECT count(*) FROM rule WHERE revision = ? AND rule ->> 'status' <> 'rejected'`)
    .pluck()
    .get(number) as number;
}
