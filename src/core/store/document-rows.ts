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

/**
 * Documents as the columns of the store hold them, in order: the n-th of each list belongs to the n-th document. Lists
 * of strings and numbers are copied to another thread about ten times as fast as objects.
 */
export interface DocumentRows {
  readonly ids: string[];
  readonly texts: string[];
  readonly tokens: (Uint8Array | null)[];
  readonly reconstructed: (0 | 1)[];
  /** JSON */
  readonly metas: string[];
}

/** Rows of one INSERT: fewer calls from JavaScript into SQLite; beyond about 20 nothing is gained any more. */
export const rowsPerInsert = 20;

export function newRows(): DocumentRows {
  return { ids: [], texts: [], tokens: [], reconstructed: [], metas: [] };
}

export function addRow(rows: DocumentRows, { id, text, tokens, reconstructed, meta }: NewDocument): void {
  rows.ids.push(id);
  rows.texts.push(text);
  rows.tokens.push(tokens === null ? null : encodeTokensOf(text, tokens));
  rows.reconstructed.push(reconstructed ? 1 : 0);
  rows.metas.push(metaText(meta));
}

/**
 * Writes exactly `rowsPerInsert` documents at once, those from index `first` on. Most files give documents of one kind;
 * what is the same in all of them is then part of the statement, which is quicker than handing it over for each.
 * @returns the last row's key
 */
export function rowsInserter(
  db: Database,
  importId: number | null,
): (rows: DocumentRows, first: number) => number {
  const prepare = (tokens: string, reconstructed: string, meta: string) =>
    db.prepare(
      `INSERT INTO document(id, text, tokens, reconstructed, meta, import_id)
       VALUES ${repeated(`(?, ?, ${tokens}, ${reconstructed}, ${meta}, ${importId ?? 'NULL'})`)}`,
    );
  const untokenized = prepare('NULL', '0', `'{}'`);
  const joined = prepare(`x'${Buffer.from(cutAtSpaces).toString('hex')}'`, '1', `'{}'`);
  const any = prepare('?', '?', '?');
  return (rows, first) => {
    const kind = commonKind(rows, first);
    const values: unknown[] = [];
    for (let i = first; i < first + rowsPerInsert; i++) {
      values.push(rows.ids[i], rows.texts[i]);
      if (kind === 'any') values.push(rows.tokens[i], rows.reconstructed[i], rows.metas[i]);
    }
    const statement = kind === 'any' ? any : kind === 'untokenized' ? untokenized : joined;
    return Number(statement.run(values).lastInsertRowid);
  };
}

/** The same row of a VALUES clause as often as one INSERT has rows. */
export const repeated = (row: string): string => Array(rowsPerInsert).fill(row).join(', ');

type Kind = 'untokenized' | 'joined' | 'any';

/** What all rows of the block are; 'any' where they differ. */
function commonKind(rows: DocumentRows, first: number): Kind {
  const kind = kindOf(rows, first);
  for (let i = first + 1; kind !== 'any' && i < first + rowsPerInsert; i++)
    if (kindOf(rows, i) !== kind) return 'any';
  return kind;
}

function kindOf({ tokens, reconstructed, metas }: DocumentRows, i: number): Kind {
  if (metas[i] !== '{}') return 'any';
  const own = tokens[i];
  if (own === null) return reconstructed[i] === 0 ? 'untokenized' : 'any';
  // No other encoding has one byte; what came from another thread is no longer the same object.
  return own?.length === cutAtSpaces.length && reconstructed[i] === 1 ? 'joined' : 'any';
}

/** Most documents have no metadata, and JSON.stringify is not free a million times. */
function metaText(meta: Readonly<Record<string, unknown>>): string {
  for (const _name in meta) return JSON.stringify(meta);
  return '{}';
}
