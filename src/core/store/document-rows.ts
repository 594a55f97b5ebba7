import type { Database } from 'better-sqlite3';
import type { Token } from '#shared/domain/span.ts';
import { cutAtSpaces, encodeTokensOf } from './token-codec.ts';

export interface NewDocument {
  readonly id: string;
  readonly text: string;
  /** Tokens as the file gave them; null = tokenise the text when they are needed. */
  readonly tokens: readonly Token[] | null;
  readonly reconstructed: boolean;
  readonly meta: Readonly<Record<string, unknown>>;
}

/** What the columns of a document hold, but for its id and its import. */
export interface DocumentColumns {
  readonly text: string;
  readonly tokens: Uint8Array | null;
  readonly reconstructed: 0 | 1;
  /** JSON */
  readonly meta: string;
}

/** Rows of one INSERT: fewer calls from JavaScript into SQLite; beyond about 20 nothing is gained any more. */
export const rowsPerInsert = 20;

export function columnsOf({ text, tokens, reconstructed, meta }: NewDocument): DocumentColumns {
  return {
    text,
    tokens: tokens === null ? null : encodeTokensOf(text, tokens),
    reconstructed: reconstructed ? 1 : 0,
    meta: metaText(meta),
  };
}

/**
 * Writes exactly `rowsPerInsert` documents at once. Most files give documents of one kind; what is the same in all of
 * them is then part of the statement, which is quicker than handing it over for each.
 * @returns the last row's key
 */
export function rowsInserter(
  db: Database,
  importId: number | null,
): (ids: readonly string[], rows: readonly DocumentColumns[]) => number {
  const prepare = (tokens: string, reconstructed: string, meta: string) =>
    db.prepare(
      `INSERT INTO document(id, text, tokens, reconstructed, meta, import_id)
       VALUES ${repeated(`(?, ?, ${tokens}, ${reconstructed}, ${meta}, ${importId ?? 'NULL'})`)}`,
    );
  const untokenized = prepare('NULL', '0', `'{}'`);
  const joined = prepare(`x'${Buffer.from(cutAtSpaces).toString('hex')}'`, '1', `'{}'`);
  const any = prepare('?', '?', '?');
  return (ids, rows) => {
    const isShort = rows.every(isUntokenized) || rows.every(isJoined);
    const values: unknown[] = [];
    for (const [i, row] of rows.entries()) {
      values.push(ids[i], row.text);
      if (!isShort) values.push(row.tokens, row.reconstructed, row.meta);
    }
    const statement = !isShort ? any : rows[0]?.tokens === null ? untokenized : joined;
    return Number(statement.run(values).lastInsertRowid);
  };
}

/** The same row of a VALUES clause as often as one INSERT has rows. */
export const repeated = (row: string): string => Array(rowsPerInsert).fill(row).join(', ');

const isUntokenized = ({ tokens, reconstructed, meta }: DocumentColumns): boolean =>
  tokens === null && reconstructed === 0 && meta === '{}';
const isJoined = ({ tokens, reconstructed, meta }: DocumentColumns): boolean =>
  tokens === cutAtSpaces && reconstructed === 1 && meta === '{}';

/** Most documents have no metadata, and JSON.stringify is not free a million times. */
function metaText(meta: Readonly<Record<string, unknown>>): string {
  for (const _name in meta) return JSON.stringify(meta);
  return '{}';
}
