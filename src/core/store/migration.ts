import type { Database } from 'better-sqlite3';

/** One step of the schema. Never edited once landed; a new need is a new step. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  /** Data changes that SQL alone can't say; runs after `sql` in the same transaction. */
  readonly after?: (db: Database) => void;
}
