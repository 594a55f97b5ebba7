import type { Database } from 'better-sqlite3';
import type { UnitState } from '#shared/domain/annotator.ts';
import type { Span } from '#shared/domain/span.ts';
import type { ErrorData } from '#shared/errors.ts';

export interface UnitKey {
  readonly runKey: number;
  readonly iteration: number;
  readonly annotatorKey: number;
  readonly documentKey: number;
}

/** What is kept of one annotator × document: enough to trace and recompute every number that comes from it. */
export interface UnitOutcome {
  readonly state: UnitState;
  readonly spans: readonly Span[];
  readonly unlocated: readonly string[];
  readonly unknownTypes: Readonly<Record<string, number>>;
  readonly raw: readonly string[];
  readonly rung: string;
  readonly mode: string;
  readonly servedModel: string;
  readonly options: unknown;
  readonly promptHash: string;
  readonly guideline: number;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  readonly durationMs: number;
  readonly requests: number;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly endedAt: string;
}
export type UnitRow = UnitKey & UnitOutcome;

interface RawUnit {
  readonly run_key: number;
  readonly iteration: number;
  readonly annotator_key: number;
  readonly document_key: number;
  readonly state: UnitState;
  readonly spans: string;
  readonly unlocated: string;
  readonly unknown_types: string;
  readonly raw: string;
  readonly rung: string;
  readonly mode: string;
  readonly served_model: string;
  readonly options: string;
  readonly prompt_hash: string;
  readonly guideline: number;
  readonly input_tokens: number;
  readonly cached_tokens: number;
  readonly output_tokens: number;
  readonly duration_ms: number;
  readonly requests: number;
  readonly error: string | null;
  readonly ended_at: string | null;
}

function toUnit(raw: RawUnit): UnitRow {
  return {
    runKey: raw.run_key,
    iteration: raw.iteration,
    annotatorKey: raw.annotator_key,
    documentKey: raw.document_key,
    state: raw.state,
    spans: JSON.parse(raw.spans) as Span[],
    unlocated: JSON.parse(raw.unlocated) as string[],
    unknownTypes: JSON.parse(raw.unknown_types) as Record<string, number>,
    raw: JSON.parse(raw.raw) as string[],
    rung: raw.rung,
    mode: raw.mode,
    servedModel: raw.served_model,
    options: JSON.parse(raw.options) as unknown,
    promptHash: raw.prompt_hash,
    guideline: raw.guideline,
    inputTokens: raw.input_tokens,
    cachedTokens: raw.cached_tokens,
    outputTokens: raw.output_tokens,
    durationMs: raw.duration_ms,
    requests: raw.requests,
    error: raw.error === null ? null : (JSON.parse(raw.error) as { code: string; message: string }),
    endedAt: raw.ended_at ?? '',
  };
}

/** Writes the queued units of a stage; units that exist already keep their state. */
export function queueUnits(db: Database, units: readonly UnitKey[]): void {
  const insert = db.prepare(
    `INSERT OR IGNORE INTO unit(run_key, iteration, annotator_key, document_key, state) VALUES (?, ?, ?, ?, 'queued')`,
  );
  db.transaction(() => {
    for (const unit of units) insert.run(unit.runKey, unit.iteration, unit.annotatorKey, unit.documentKey);
  })();
}

/** Documents of one annotator that still wait, in document-set order as given. */
export function queuedDocuments(
  db: Database,
  runKey: number,
  iteration: number,
  annotatorKey: number,
): Set<number> {
  return new Set(
    db
      .prepare(
        `SELECT document_key FROM unit WHERE run_key = ? AND iteration = ? AND annotator_key = ? AND state = 'queued'`,
      )
      .pluck()
      .all(runKey, iteration, annotatorKey) as number[],
  );
}

/** The answer, its spans and the unit's state in one statement: durable the moment it returns. */
export function finishUnit(db: Database, key: UnitKey, outcome: UnitOutcome): void {
  db.prepare(
    `UPDATE unit SET state = ?, spans = ?, unlocated = ?, unknown_types = ?, raw = ?, rung = ?, mode = ?, served_model = ?,
       options = ?, prompt_hash = ?, guideline = ?, input_tokens = ?, cached_tokens = ?, output_tokens = ?, duration_ms = ?,
       requests = requests + ?, error = ?, ended_at = ?
     WHERE run_key = ? AND iteration = ? AND annotator_key = ? AND document_key = ?`,
  ).run(
    outcome.state,
    JSON.stringify(outcome.spans),
    JSON.stringify(outcome.unlocated),
    JSON.stringify(outcome.unknownTypes),
    JSON.stringify(outcome.raw),
    outcome.rung,
    outcome.mode,
    outcome.servedModel,
    JSON.stringify(outcome.options),
    outcome.promptHash,
    outcome.guideline,
    outcome.inputTokens,
    outcome.cachedTokens,
    outcome.outputTokens,
    outcome.durationMs,
    outcome.requests,
    outcome.error === null ? null : JSON.stringify(outcome.error),
    outcome.endedAt,
    key.runKey,
    key.iteration,
    key.annotatorKey,
    key.documentKey,
  );
}

/** Marks the waiting units of an annotator as skipped (it was dropped or its circuit is open). */
export function skipQueuedUnits(
  db: Database,
  runKey: number,
  iteration: number,
  annotatorKey: number,
  state: 'skipped' | 'failed',
  error: { code: string; message: string },
): number {
  return db
    .prepare(
      `UPDATE unit SET state = ?, error = ? WHERE run_key = ? AND iteration = ? AND annotator_key = ? AND state = 'queued'`,
    )
    .run(state, JSON.stringify(error), runKey, iteration, annotatorKey).changes;
}

/** Sampling and context options of an annotator's newest answer in a run; null where it has none. */
export function latestOptions(db: Database, runKey: number, annotatorKey: number): unknown {
  const text = db
    .prepare(
      `SELECT options FROM unit WHERE run_key = ? AND annotator_key = ? AND ended_at IS NOT NULL
       ORDER BY ended_at DESC LIMIT 1`,
    )
    .pluck()
    .get(runKey, annotatorKey) as string | undefined;
  return text === undefined ? null : (JSON.parse(text) as unknown);
}

/** How an annotator's asked units of an iteration ended, in the order in which they did. */
export function finishedUnitEnds(
  db: Database,
  runKey: number,
  iteration: number,
  annotatorKey: number,
): { state: UnitState; error: ErrorData | undefined }[] {
  const rows = db
    .prepare(
      `SELECT state, error FROM unit
       WHERE run_key = ? AND iteration = ? AND annotator_key = ? AND ended_at IS NOT NULL AND state <> 'queued'
       ORDER BY ended_at, document_key`,
    )
    .all(runKey, iteration, annotatorKey) as { state: UnitState; error: string | null }[];
  return rows.map(({ state, error }) => ({
    state,
    error: error === null ? undefined : (JSON.parse(error) as ErrorData),
  }));
}

/** Failed, truncated and skipped units wait again. Returns how many. */
/** States a second try may mend; all of them abstain. */
export const retryableStates = ['failed', 'truncated', 'skipped'] as const satisfies readonly UnitState[];

export function requeueFailedUnits(db: Database, runKey: number, iteration: number): number {
  return db
    .prepare(
      `UPDATE unit SET state = 'queued', error = NULL WHERE run_key = ? AND iteration = ? AND state IN (${retryableStates.map((state) => `'${state}'`).join(', ')})`,
    )
    .run(runKey, iteration).changes;
}

export function readUnits(db: Database, runKey: number, iteration: number): UnitRow[] {
  const rows = db
    .prepare(`SELECT * FROM unit WHERE run_key = ? AND iteration = ? ORDER BY annotator_key, document_key`)
    .all(runKey, iteration) as RawUnit[];
  return rows.map(toUnit);
}

export function readUnit(db: Database, key: UnitKey): UnitRow | undefined {
  const raw = db
    .prepare(
      `SELECT * FROM unit WHERE run_key = ? AND iteration = ? AND annotator_key = ? AND document_key = ?`,
    )
    .get(key.runKey, key.iteration, key.annotatorKey, key.documentKey) as RawUnit | undefined;
  return raw === undefined ? undefined : toUnit(raw);
}

export interface UnitCountRow {
  readonly iteration: number;
  readonly annotatorKey: number;
  readonly state: UnitState;
  readonly n: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly entities: number;
}

export function countUnits(db: Database, runKey: number): UnitCountRow[] {
  return db
    .prepare(
      `SELECT iteration, annotator_key AS annotatorKey, state, count(*) AS n, sum(input_tokens) AS inputTokens,
              sum(output_tokens) AS outputTokens, sum(json_array_length(spans)) AS entities
       FROM unit WHERE run_key = ? GROUP BY iteration, annotator_key, state`,
    )
    .all(runKey) as UnitCountRow[];
}

/** State, span count and unlocated count of every unit of an iteration, for the grid. */
export function readUnitCells(
  db: Database,
  runKey: number,
  iteration: number,
): { annotatorKey: number; documentKey: number; state: UnitState; spans: number; unlocated: number }[] {
  return db
    .prepare(
      `SELECT annotator_key AS annotatorKey, document_key AS documentKey, state, json_array_length(spans) AS spans,
              json_array_length(unlocated) AS unlocated FROM unit WHERE run_key = ? AND iteration = ?`,
    )
    .all(runKey, iteration) as {
    annotatorKey: number;
    documentKey: number;
    state: UnitState;
    spans: number;
    unlocated: number;
  }[];
}

/** ISO times at which the newest units ended, newest first. */
export function recentUnitEnds(db: Database, runKey: number, limit: number): string[] {
  return db
    .prepare(
      `SELECT ended_at FROM unit WHERE run_key = ? AND ended_at IS NOT NULL ORDER BY ended_at DESC LIMIT ?`,
    )
    .pluck()
    .all(runKey, limit) as string[];
}

/** Mean duration of an annotator's finished units over all runs; null before its first. */
export function meanUnitMs(db: Database, annotatorId: string): number | null {
  return db
    .prepare(
      `SELECT avg(u.duration_ms) FROM unit u JOIN annotator a USING (annotator_key)
       WHERE a.id = ? AND u.ended_at IS NOT NULL AND u.state <> 'failed'`,
    )
    .pluck()
    .get(annotatorId) as number | null;
}
