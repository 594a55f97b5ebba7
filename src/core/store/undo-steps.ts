import type { Database } from 'better-sqlite3';
import { revertChange } from './revert-change.ts';
import { addGuidelineRevision, newestGuidelineNumber, readGuidelineRevision } from './guideline-table.ts';
import { addSchemaRevision, readSchema, readSchemaRevision } from './setup-tables.ts';

/**
 * Takes the recorded steps of one edit back, newest first. Rows that runs have used by now are history and stay: a
 * guideline or schema version is then taken back by a new version, an annotator leaves the pool.
 * @param label shown as the summary of a new guideline version
 */
export function replaySteps(db: Database, steps: readonly string[], label: string, at: string): void {
  const versions = deletedKeys(steps, 'guideline_revision', 'number');
  const guidelines = versions.filter((number) => isGuidelineUsed(db, number, versions));
  const schemas = deletedKeys(steps, 'schema_revision', 'number').filter((number) =>
    isUsed(db, ['run.schema_number', 'label_job.schema_number'], number),
  );
  const annotators = deletedKeys(steps, 'annotator', 'annotator_key').filter((key) =>
    isUsed(db, ['unit.annotator_key'], key),
  );
  for (const sql of steps) {
    if (deletes(sql, 'guideline_revision', 'number', guidelines)) continue;
    if (deletes(sql, 'rule', 'revision', guidelines)) continue;
    if (deletes(sql, 'schema_revision', 'number', schemas)) continue;
    if (deletes(sql, 'annotator', 'annotator_key', annotators)) continue;
    db.exec(sql);
  }
  for (const number of guidelines) takeGuidelineBack(db, number, label, at);
  for (const number of schemas) {
    if (readSchema(db).number !== number) throw new Error(`Schema version ${number} is not the newest.`);
    addSchemaRevision(db, readSchemaRevision(db, number - 1), `Undo: ${label}`, at);
  }
  for (const key of annotators)
    db.prepare(`UPDATE annotator SET in_pool = 0 WHERE annotator_key = ?`).run(key);
}

const keyPattern = (table: string, column: string): RegExp =>
  new RegExp(`^DELETE FROM ${table} WHERE "${column}" = (\\d+)(?: |$)`, 'u');

function deletedKeys(steps: readonly string[], table: string, column: string): number[] {
  return steps.flatMap((sql) => keyPattern(table, column).exec(sql)?.[1] ?? []).map(Number);
}

function deletes(sql: string, table: string, column: string, keys: readonly number[]): boolean {
  const key = keyPattern(table, column).exec(sql)?.[1];
  return key !== undefined && keys.includes(Number(key));
}

/** @param together versions that the same edit made: they go with it */
function isGuidelineUsed(db: Database, number: number, together: readonly number[]): boolean {
  const places = [
    'iteration.guideline',
    'supervision.guideline',
    'run.start_guideline',
    'label_job.guideline',
  ];
  const later = db
    .prepare(
      `SELECT 1 FROM guideline_revision WHERE (number > @number OR parent = @number)
       AND number NOT IN (SELECT value FROM json_each(@together)) LIMIT 1`,
    )
    .get({ number, together: JSON.stringify(together) });
  return later !== undefined || isUsed(db, places, number);
}

/** @param places "table.column" */
function isUsed(db: Database, places: readonly string[], key: number): boolean {
  return places.some((place) => {
    const [table = '', column = ''] = place.split('.');
    return db.prepare(`SELECT 1 FROM ${table} WHERE ${column} = ? LIMIT 1`).get(key) !== undefined;
  });
}

function takeGuidelineBack(db: Database, number: number, label: string, at: string): void {
  const after = readGuidelineRevision(db, number);
  const before = after?.parent == null ? undefined : readGuidelineRevision(db, after.parent);
  const current = readGuidelineRevision(db, newestGuidelineNumber(db));
  if (after === undefined || before === undefined || current === undefined) {
    throw new Error(`Guideline version ${number} has no version before it.`);
  }
  addGuidelineRevision(db, {
    ...revertChange(current, before, after),
    parent: current.number,
    runId: current.runId,
    iteration: current.iteration,
    author: 'expert',
    createdAt: at,
    summary: `Undo: ${label}`,
  });
}
