import type { Database } from 'better-sqlite3';

export interface SupervisorCallRow {
  readonly callId: string;
  readonly runKey: number;
  readonly iteration: number;
  readonly phase: string;
  readonly annotatorId: string | null;
  /** 0 = first ask, 1 and 2 = re-asks. */
  readonly attempt: number;
  /** Equal hash, equal request: a stored answer is used again after a kill instead of paying twice. */
  readonly requestHash: string;
  readonly at: string;
  readonly status: string;
  readonly problem: string;
  readonly model: string;
  readonly request: string;
  readonly response: string;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  readonly durationMs: number;
}

export function insertSupervisorCall(db: Database, row: SupervisorCallRow): void {
  db.prepare(
    `INSERT INTO supervisor_call(call_id, run_key, iteration, phase, annotator_id, attempt, request_hash, at, status, problem, model, request, response,
       input_tokens, cached_tokens, output_tokens, cost_usd, duration_ms)
     VALUES (@callId, @runKey, @iteration, @phase, @annotatorId, @attempt, @requestHash, @at, @status, @problem, @model, @request, @response,
       @inputTokens, @cachedTokens, @outputTokens, @costUsd, @durationMs)`,
  ).run(row);
}

export function listSupervisorCalls(db: Database, runKey: number | null): SupervisorCallRow[] {
  const where = runKey === null ? '' : 'WHERE run_key = @runKey';
  return db
    .prepare(
      `SELECT call_id AS callId, run_key AS runKey, iteration, phase, annotator_id AS annotatorId, attempt,
              request_hash AS requestHash, at, status, problem, model, request,
              response, input_tokens AS inputTokens, cached_tokens AS cachedTokens, output_tokens AS outputTokens,
              cost_usd AS costUsd, duration_ms AS durationMs
       FROM supervisor_call ${where} ORDER BY at, call_id`,
    )
    .all({ runKey }) as SupervisorCallRow[];
}

/** US dollars spent by one run, or (null) since a moment by the whole project. */
export function spentUsd(db: Database, runKey: number | null, since = ''): number {
  return db
    .prepare(
      `SELECT coalesce(sum(cost_usd), 0) FROM supervisor_call WHERE (@runKey IS NULL OR run_key = @runKey) AND at >= @since`,
    )
    .pluck()
    .get({ runKey, since }) as number;
}

export interface SupervisionRow {
  readonly phases12: unknown;
  readonly result: unknown;
  readonly guideline: number | null;
}

export function readSupervision(db: Database, runKey: number, iteration: number): SupervisionRow | undefined {
  const raw = db
    .prepare(`SELECT phases12, result, guideline FROM supervision WHERE run_key = ? AND iteration = ?`)
    .get(runKey, iteration) as
    { phases12: string | null; result: string | null; guideline: number | null } | undefined;
  if (raw === undefined) return undefined;
  return {
    phases12: raw.phases12 === null ? null : (JSON.parse(raw.phases12) as unknown),
    result: raw.result === null ? null : (JSON.parse(raw.result) as unknown),
    guideline: raw.guideline,
  };
}

export function writePhases12(db: Database, runKey: number, iteration: number, phases12: unknown): void {
  db.prepare(
    `INSERT INTO supervision(run_key, iteration, phases12) VALUES (?, ?, ?)
     ON CONFLICT(run_key, iteration) DO UPDATE SET phases12 = excluded.phases12`,
  ).run(runKey, iteration, JSON.stringify(phases12));
}

export function writeSupervisionResult(
  db: Database,
  runKey: number,
  iteration: number,
  result: unknown,
  guideline: number,
): void {
  db.prepare(
    `INSERT INTO supervision(run_key, iteration, result, guideline) VALUES (?, ?, ?, ?)
     ON CONFLICT(run_key, iteration) DO UPDATE SET result = excluded.result, guideline = excluded.guideline`,
  ).run(runKey, iteration, JSON.stringify(result), guideline);
}

/** The answer to exactly this request in this iteration, where one was received; undefined otherwise. */
export function findStoredResponse(
  db: Database,
  runKey: number,
  iteration: number,
  requestHash: string,
): string | undefined {
  return db
    .prepare(
      `SELECT response FROM supervisor_call WHERE run_key = ? AND iteration = ? AND request_hash = ? AND status IN ('accepted', 'rejected')
       ORDER BY at LIMIT 1`,
    )
    .pluck()
    .get(runKey, iteration, requestHash) as string | undefined;
}
