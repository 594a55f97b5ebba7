import type { Database } from 'better-sqlite3';
import type { Document } from '#shared/domain/document.ts';
import type { Span, Token } from '#shared/domain/span.ts';
import { tokenize } from '#core/text/tokenize.ts';
import { decodeTokensOf } from './token-codec.ts';

interface DocumentRow {
  readonly key: number;
  readonly id: string;
  readonly text: string;
  readonly tokens: Uint8Array | null;
  readonly reconstructed: number;
  readonly meta: string;
}

const columns = `key, id, text, tokens, reconstructed, meta`;

function toDocument(row: DocumentRow): Document {
  let tokens: readonly Token[] | undefined;
  return {
    key: row.key,
    id: row.id,
    text: row.text,
    // Tokenised on first use: most reads of a large corpus never need tokens.
    get tokens() {
      tokens ??= row.tokens === null ? tokenize(row.text) : decodeTokensOf(row.text, row.tokens);
      return tokens;
    },
    hasOwnTokens: row.tokens !== null,
    reconstructed: row.reconstructed === 1,
    meta: JSON.parse(row.meta) as Record<string, unknown>,
  };
}

export function countDocuments(db: Database): number {
  return db.prepare(`SELECT count(*) FROM document`).pluck().get() as number;
}

export function countGoldDocuments(db: Database): number {
  return db.prepare(`SELECT count(*) FROM gold`).pluck().get() as number;
}

export function readDocument(db: Database, key: number): Document | undefined {
  const row = db.prepare(`SELECT ${columns} FROM document WHERE key = ?`).get(key) as DocumentRow | undefined;
  return row === undefined ? undefined : toDocument(row);
}

export function readDocumentsByKey(db: Database, keys: readonly number[]): Document[] {
  const get = db.prepare(`SELECT ${columns} FROM document WHERE key = ?`);
  return keys.flatMap((key) => {
    const row = get.get(key) as DocumentRow | undefined;
    return row === undefined ? [] : [toDocument(row)];
  });
}

/** All documents after `afterKey` in key order, at most `limit`: the way to stream a corpus in constant memory. */
export function readDocumentsAfter(db: Database, afterKey: number, limit: number): Document[] {
  const rows = db
    .prepare(`SELECT ${columns} FROM document WHERE key > ? ORDER BY key LIMIT ?`)
    .all(afterKey, limit);
  return (rows as DocumentRow[]).map(toDocument);
}

/** Null for an empty corpus. */
export function lastDocumentKey(db: Database): number | null {
  return db.prepare(`SELECT max(key) FROM document`).pluck().get() as number | null;
}

export function documentKeys(db: Database): number[] {
  return db.prepare(`SELECT key FROM document ORDER BY key`).pluck().all() as number[];
}

export interface DocumentListRow {
  readonly key: number;
  readonly id: string;
  readonly head: string;
  readonly characters: number;
  readonly goldSpans: number | null;
}

/** Documents whose id or text contains `search` (case-insensitive for ASCII), in corpus order. */
export function listDocuments(
  db: Database,
  search: string,
  offset: number,
  limit: number,
): { total: number; rows: DocumentListRow[] } {
  const like = `%${search.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
  const where = search === '' ? '' : `WHERE d.text LIKE @like ESCAPE '\\' OR d.id LIKE @like ESCAPE '\\'`;
  const total = db.prepare(`SELECT count(*) FROM document d ${where}`).pluck().get({ like }) as number;
  const rows = db
    .prepare(
      `SELECT d.key, d.id, substr(d.text, 1, 240) AS head, length(d.text) AS characters,
              CASE WHEN g.spans IS NULL THEN NULL ELSE json_array_length(g.spans) END AS goldSpans
       FROM (SELECT key FROM document d ${where} ORDER BY key LIMIT @limit OFFSET @offset) page
       JOIN document d USING (key) LEFT JOIN gold g ON g.document_key = d.key ORDER BY d.key`,
    )
    .all({ like, limit, offset }) as DocumentListRow[];
  return { total, rows };
}

export function removeDocuments(db: Database, keys: readonly number[]): void {
  const remove = db.prepare(`DELETE FROM document WHERE key = ?`);
  for (const key of keys) remove.run(key);
}

export function readGold(db: Database, key: number): Span[] | null {
  const text = db.prepare(`SELECT spans FROM gold WHERE document_key = ?`).pluck().get(key) as
    string | undefined;
  return text === undefined ? null : (JSON.parse(text) as Span[]);
}

export function goldWriter(db: Database): (key: number, spans: readonly Span[]) => void {
  const write = db.prepare(
    `INSERT INTO gold(document_key, spans) VALUES (?, ?) ON CONFLICT(document_key) DO UPDATE SET spans = excluded.spans`,
  );
  return (key, spans) => void write.run(key, JSON.stringify(spans));
}

export function removeGold(db: Database, key: number): void {
  db.prepare(`DELETE FROM gold WHERE document_key = ?`).run(key);
}

/** Marks that are kept beside the gold of a document. */
export interface PreLayer {
  /** The annotator, the model, or `import`. */
  readonly layer: string;
  readonly source: 'person' | 'model';
  readonly spans: readonly Span[];
}

/** Prepared once; a layer of that name is replaced. */
export function preWriter(
  db: Database,
): (key: number, layer: string, source: PreLayer['source'], spans: readonly Span[]) => void {
  const write = preTextWriter(db);
  return (key, layer, source, spans) => write(key, layer, source, JSON.stringify(spans));
}

/** As `preWriter`, for spans that are JSON already. */
export function preTextWriter(
  db: Database,
): (key: number, layer: string, source: PreLayer['source'], spans: string) => void {
  const write = db.prepare(
    `INSERT INTO pre_annotation(document_key, layer, source, spans) VALUES (?, ?, ?, ?)
     ON CONFLICT(document_key, layer) DO UPDATE SET source = excluded.source, spans = excluded.spans`,
  );
  return (key, layer, source, spans) => void write.run(key, layer, source, spans);
}

/** In the order of their names. */
export function readPre(db: Database, key: number): PreLayer[] {
  const rows = db
    .prepare(`SELECT layer, source, spans FROM pre_annotation WHERE document_key = ? ORDER BY layer`)
    .all(key);
  return (rows as { layer: string; source: PreLayer['source']; spans: string }[]).map((row) => ({
    ...row,
    spans: JSON.parse(row.spans) as Span[],
  }));
}

/** Gold spans per entity type over the whole corpus. */
export function countGoldTypes(db: Database): Record<string, number> {
  const rows = db
    .prepare(
      `SELECT span.value ->> 'type' AS type, count(*) AS n FROM gold, json_each(gold.spans) AS span GROUP BY 1 ORDER BY 2 DESC, 1`,
    )
    .all() as { type: string; n: number }[];
  return Object.fromEntries(rows.map((row) => [row.type, row.n]));
}

/** Renames (or, with `to` null, removes) an entity type in gold and pre-annotations. Returns the spans changed. */
export function renameTypeInMarks(db: Database, from: string, to: string | null): number {
  let changed = 0;
  const apply = (text: string): string => {
    const spans = JSON.parse(text) as Span[];
    changed += spans.filter((span) => span.type === from).length;
    return JSON.stringify(
      spans.flatMap((span) => (span.type !== from ? [span] : to === null ? [] : [{ ...span, type: to }])),
    );
  };
  const needle = `%${JSON.stringify(from)
    .slice(1, -1)
    .replace(/[\\%_]/g, (c) => `\\${c}`)}%`;
  const golds = db
    .prepare(`SELECT document_key AS key, spans FROM gold WHERE spans LIKE ? ESCAPE '\\'`)
    .all(needle);
  const setGold = db.prepare(`UPDATE gold SET spans = ? WHERE document_key = ?`);
  for (const row of golds as { key: number; spans: string }[]) {
    const next = apply(row.spans);
    if (next !== row.spans) setGold.run(next, row.key);
  }
  const pres = db.prepare(
    `SELECT document_key AS key, layer, spans FROM pre_annotation WHERE spans LIKE ? ESCAPE '\\'`,
  );
  const setPre = db.prepare(`UPDATE pre_annotation SET spans = ? WHERE document_key = ? AND layer = ?`);
  for (const row of pres.all(needle) as { key: number; layer: string; spans: string }[]) {
    const next = apply(row.spans);
    if (next !== row.spans) setPre.run(next, row.key, row.layer);
  }
  return changed;
}

/** UTF-8 bytes of the longest document; 0 for an empty corpus. */
export function longestDocumentBytes(db: Database): number {
  return (db.prepare(`SELECT max(octet_length(text)) FROM document`).pluck().get() as number | null) ?? 0;
}

export function countDocumentsUpTo(db: Database, key: number): number {
  return db.prepare(`SELECT count(*) FROM document WHERE key <= ?`).pluck().get(key) as number;
}

/** Sizes of the corpus; token counts are estimated from characters (5.5 per token, measured on European languages). */
export function corpusFigures(db: Database): {
  documents: number;
  characters: number;
  tokens: number;
  longestTokens: number;
} {
  const row = db
    .prepare(
      `SELECT count(*) AS n, coalesce(sum(length(text)), 0) AS characters, coalesce(max(length(text)), 0) AS longest FROM document`,
    )
    .get() as { n: number; characters: number; longest: number };
  const charactersPerToken = 5.5;
  return {
    documents: row.n,
    characters: row.characters,
    tokens: Math.round(row.characters / charactersPerToken),
    longestTokens: Math.round(row.longest / charactersPerToken),
  };
}

export interface Occurrence {
  readonly key: number;
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly match: string;
  readonly after: string;
}

const contextLength = 60;

/** Exact occurrences of a string with context, in corpus order, at most `limit`. */
export function findInDocuments(db: Database, text: string, limit: number): Occurrence[] {
  const found: Occurrence[] = [];
  const rows = db
    .prepare(`SELECT key, id, text FROM document WHERE instr(text, ?) > 0 ORDER BY key`)
    .iterate(text);
  for (const row of rows as IterableIterator<{ key: number; id: string; text: string }>) {
    for (
      let start = row.text.indexOf(text);
      start >= 0;
      start = row.text.indexOf(text, start + text.length)
    ) {
      const end = start + text.length;
      found.push({
        key: row.key,
        id: row.id,
        start,
        end,
        before: row.text.slice(Math.max(0, start - contextLength), start),
        match: text,
        after: row.text.slice(end, end + contextLength),
      });
      if (found.length >= limit) return found;
    }
  }
  return found;
}

/** Prepared once: the key of the document with an id. */
export function keyFinder(db: Database): (id: string) => number | undefined {
  const find = db.prepare(`SELECT key FROM document WHERE id = ?`).pluck();
  return (id) => find.get(id) as number | undefined;
}

/** Corpus ids of documents by key. */
export function documentIds(db: Database, keys: readonly number[]): Map<number, string> {
  const find = db.prepare(`SELECT id FROM document WHERE key = ?`).pluck();
  return new Map(keys.map((key) => [key, (find.get(key) as string | undefined) ?? '']));
}
