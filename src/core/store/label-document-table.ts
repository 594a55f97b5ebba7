import type { Database } from 'better-sqlite3';
import type { Span } from '#shared/domain/span.ts';

export interface LabelledSpan extends Span {
  /** Part of the voting weight behind the span, 0..1; null for a single annotator or an expert's edit. */
  readonly share: number | null;
}

export function labelDocumentWriter(
  db: Database,
  labelKey: number,
): (documentKey: number, spans: readonly LabelledSpan[], failed: boolean) => void {
  const write = db.prepare(
    `INSERT INTO label_document(document_key, label_key, spans, share, failed) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT(document_key) DO UPDATE SET label_key = excluded.label_key, spans = excluded.spans,
       share = excluded.share, failed = excluded.failed WHERE accepted = 0 AND edited = 0`,
  );
  return (documentKey, spans, failed) => {
    const shares = spans.flatMap((span) => (span.share === null ? [] : [span.share]));
    write.run(
      documentKey,
      labelKey,
      JSON.stringify(spans),
      shares.length === 0 ? null : Math.min(...shares),
      failed ? 1 : 0,
    );
  };
}

export interface LabelDocument {
  readonly documentKey: number;
  readonly spans: readonly LabelledSpan[];
  readonly share: number | null;
  readonly failed: boolean;
  readonly accepted: boolean;
  readonly edited: boolean;
}

export function readLabelDocument(db: Database, documentKey: number): LabelDocument | undefined {
  return labelDocumentReader(db)(documentKey);
}

/** Prepared once for many documents. */
export function labelDocumentReader(db: Database): (documentKey: number) => LabelDocument | undefined {
  const read = db.prepare(
    `SELECT document_key AS documentKey, spans, share, failed, accepted, edited FROM label_document WHERE document_key = ?`,
  );
  return (documentKey) => toLabelDocument(read.get(documentKey));
}

function toLabelDocument(row: unknown): LabelDocument | undefined {
  const raw = row as
    | {
        documentKey: number;
        spans: string;
        share: number | null;
        failed: number;
        accepted: number;
        edited: number;
      }
    | undefined;
  if (raw === undefined) return undefined;
  return {
    documentKey: raw.documentKey,
    spans: JSON.parse(raw.spans) as LabelledSpan[],
    share: raw.share,
    failed: raw.failed === 1,
    accepted: raw.accepted === 1,
    edited: raw.edited === 1,
  };
}

export function setLabelSpans(db: Database, documentKey: number, spans: readonly LabelledSpan[]): void {
  db.prepare(`UPDATE label_document SET spans = ?, edited = 1, failed = 0 WHERE document_key = ?`).run(
    JSON.stringify(spans),
    documentKey,
  );
}

export function setLabelAccepted(db: Database, documentKey: number, accepted: boolean): void {
  db.prepare(`UPDATE label_document SET accepted = ? WHERE document_key = ?`).run(
    accepted ? 1 : 0,
    documentKey,
  );
}

export function countLabelDocuments(db: Database): {
  done: number;
  failed: number;
  accepted: number;
  edited: number;
} {
  return db
    .prepare(
      `SELECT count(*) AS done, coalesce(sum(failed), 0) AS failed, coalesce(sum(accepted), 0) AS accepted,
              coalesce(sum(edited), 0) AS edited FROM label_document`,
    )
    .get() as { done: number; failed: number; accepted: number; edited: number };
}

export function countLabelTypes(db: Database): Record<string, number> {
  const rows = db
    .prepare(
      `SELECT span.value ->> 'type' AS type, count(*) AS n FROM label_document, json_each(label_document.spans) AS span
       GROUP BY 1 ORDER BY 2 DESC, 1`,
    )
    .all() as { type: string; n: number }[];
  return Object.fromEntries(rows.map((row) => [row.type, row.n]));
}

/** Strings that carry more than one reading (types, or a type and "nothing marked" is not counted) in the labels. */
export function inconsistentStrings(
  db: Database,
  limit: number,
): { text: string; readings: { label: string; count: number }[] }[] {
  const rows = db
    .prepare(
      `WITH mark AS (SELECT span.value ->> 'text' AS text, span.value ->> 'type' AS type, count(*) AS n
                     FROM label_document, json_each(label_document.spans) AS span GROUP BY 1, 2),
            mixed AS (SELECT text, sum(n) AS total FROM mark GROUP BY text HAVING count(*) > 1 ORDER BY total DESC, text LIMIT @limit)
       SELECT mark.text, mark.type, mark.n FROM mixed JOIN mark USING (text) ORDER BY mixed.total DESC, mark.text, mark.n DESC`,
    )
    .all({ limit }) as { text: string; type: string; n: number }[];
  const grouped = new Map<string, { label: string; count: number }[]>();
  for (const row of rows) {
    const readings = grouped.get(row.text) ?? [];
    readings.push({ label: row.type, count: row.n });
    grouped.set(row.text, readings);
  }
  return [...grouped].map(([text, readings]) => ({ text, readings }));
}

export interface LabelListRow {
  readonly key: number;
  readonly id: string;
  readonly snippet: string;
  readonly spans: number;
  readonly share: number | null;
  readonly accepted: boolean;
  readonly edited: boolean;
  readonly failed: boolean;
}

/** Labelled documents, in corpus order or least certain first (accepted and edited ones last). */
export function listLabelDocuments(
  db: Database,
  query: { order: 'corpus' | 'doubt'; search: string; offset: number; limit: number },
): { total: number; rows: LabelListRow[] } {
  const like = `%${query.search.replace(/[\\%_]/gu, (character) => `\\${character}`)}%`;
  const where =
    query.search === '' ? '' : `WHERE d.text LIKE @like ESCAPE '\\' OR d.id LIKE @like ESCAPE '\\'`;
  const order =
    query.order === 'corpus' ? 'd.key' : 'l.accepted, l.edited, l.failed DESC, coalesce(l.share, 2), d.key';
  const from = `FROM label_document l JOIN document d ON d.key = l.document_key ${where}`;
  const total = db.prepare(`SELECT count(*) ${from}`).pluck().get({ like }) as number;
  const rows = db
    .prepare(
      `SELECT d.key, d.id, substr(d.text, 1, 200) AS snippet, json_array_length(l.spans) AS spans, l.share, l.accepted, l.edited, l.failed
       ${from} ORDER BY ${order} LIMIT @limit OFFSET @offset`,
    )
    .all({ like, limit: query.limit, offset: query.offset }) as (Omit<
    LabelListRow,
    'accepted' | 'edited' | 'failed'
  > & {
    accepted: number;
    edited: number;
    failed: number;
  })[];
  return {
    total,
    rows: rows.map((row) => ({
      ...row,
      accepted: row.accepted === 1,
      edited: row.edited === 1,
      failed: row.failed === 1,
    })),
  };
}

/** A seeded random sample of labelled documents: those whose mixed key is smallest. */
export function sampleLabelKeys(db: Database, size: number, seed: number): number[] {
  return db
    .prepare(
      `SELECT document_key FROM label_document
       ORDER BY ((document_key * 2654435761 + @seed * 40503) & 4294967295) * 2246822519 & 4294967295, document_key LIMIT @size`,
    )
    .pluck()
    .all({ size, seed }) as number[];
}
