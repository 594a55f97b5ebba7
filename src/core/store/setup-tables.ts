import type { Database } from 'better-sqlite3';
import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import type { LabelSchema } from '#shared/domain/entity-type.ts';

export function addSchemaRevision(db: Database, schema: LabelSchema, note: string, at: string): number {
  const number =
    ((db.prepare(`SELECT max(number) FROM schema_revision`).pluck().get() as number | null) ?? -1) + 1;
  db.prepare(`INSERT INTO schema_revision(number, at, schema, note) VALUES (?, ?, ?, ?)`).run(
    number,
    at,
    JSON.stringify(schema),
    note,
  );
  return number;
}

export function readSchema(db: Database): { number: number; schema: LabelSchema } {
  const row = db.prepare(`SELECT number, schema FROM schema_revision ORDER BY number DESC LIMIT 1`).get() as
    { number: number; schema: string } | undefined;
  if (row === undefined) return { number: -1, schema: { types: [], allowNested: false } };
  return { number: row.number, schema: JSON.parse(row.schema) as LabelSchema };
}

export function readSchemaRevision(db: Database, number: number): LabelSchema {
  const text = db
    .prepare(`SELECT schema FROM schema_revision WHERE number = ?`)
    .pluck()
    .get(number) as string;
  return JSON.parse(text) as LabelSchema;
}

export interface PoolAnnotator {
  readonly annotatorKey: number;
  readonly config: AnnotatorConfig;
}

/** Annotators keep their key for ever, so that old answers stay theirs; leaving the pool only hides them. */
export function setPool(db: Database, annotators: readonly AnnotatorConfig[]): void {
  db.prepare(`UPDATE annotator SET in_pool = 0`).run();
  const write = db.prepare(
    `INSERT INTO annotator(id, position, in_pool, config) VALUES (@id, @position, 1, @config)
     ON CONFLICT(id) DO UPDATE SET position = excluded.position, in_pool = 1, config = excluded.config`,
  );
  annotators.forEach((config, position) =>
    write.run({ id: config.id, position, config: JSON.stringify(config) }),
  );
}

export function readPool(db: Database): PoolAnnotator[] {
  return toPool(
    db
      .prepare(
        `SELECT annotator_key AS annotatorKey, config FROM annotator WHERE in_pool = 1 ORDER BY position`,
      )
      .all(),
  );
}

export function readAllAnnotators(db: Database): PoolAnnotator[] {
  return toPool(
    db.prepare(`SELECT annotator_key AS annotatorKey, config FROM annotator ORDER BY annotator_key`).all(),
  );
}

function toPool(rows: unknown[]): PoolAnnotator[] {
  return (rows as { annotatorKey: number; config: string }[]).map((row) => ({
    annotatorKey: row.annotatorKey,
    config: JSON.parse(row.config) as AnnotatorConfig,
  }));
}
