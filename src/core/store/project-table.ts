import type { Database } from 'better-sqlite3';

export interface ProjectRow {
  readonly projectId: string;
  readonly name: string;
  readonly goal: string;
  readonly sample: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export function insertProject(
  db: Database,
  row: { projectId: string; name: string; goal: string; sample: boolean; at: string },
): void {
  db.prepare(
    `INSERT INTO project(id, project_id, name, goal, sample, created_at, updated_at) VALUES (1, ?, ?, ?, ?, ?, ?)`,
  ).run(row.projectId, row.name, row.goal, row.sample ? 1 : 0, row.at, row.at);
}

export function readProject(db: Database): ProjectRow {
  const row = db
    .prepare(
      `SELECT project_id AS projectId, name, goal, sample, created_at AS createdAt, updated_at AS updatedAt FROM project`,
    )
    .get() as Omit<ProjectRow, 'sample'> & { sample: number };
  return { ...row, sample: row.sample === 1 };
}

export function setProjectName(db: Database, name: string): void {
  db.prepare(`UPDATE project SET name = ?`).run(name);
}

export function setProjectId(db: Database, projectId: string): void {
  db.prepare(`UPDATE project SET project_id = ?`).run(projectId);
}

export function setGoal(db: Database, goal: string): void {
  db.prepare(`UPDATE project SET goal = ?`).run(goal);
}

export function touchProject(db: Database, at: string): void {
  db.prepare(`UPDATE project SET updated_at = ?`).run(at);
}

/** Settings are JSON values by key; the caller validates what it reads. */
export function readSetting(db: Database, key: string): unknown {
  const text = db.prepare(`SELECT value FROM setting WHERE key = ?`).pluck().get(key) as string | undefined;
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}

export function writeSetting(db: Database, key: string, value: unknown): void {
  db.prepare(
    `INSERT INTO setting(key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value`,
  ).run(key, JSON.stringify(value));
}
