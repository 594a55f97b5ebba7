import type { Database } from 'better-sqlite3';
import type { RunStage, RunState, RunStatus } from '#shared/domain/run.ts';
import { runSettingsSchema, type RunSettings } from '#shared/domain/run-settings.ts';

export interface RunRow {
  readonly runKey: number;
  readonly runId: string;
  readonly settings: RunSettings;
  readonly schemaNumber: number;
  readonly state: RunState;
  readonly stage: RunStage;
  readonly iteration: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly reason: string | null;
  readonly best: RunStatus['best'];
  /** Annotators dropped by the rule or by the expert, in order. */
  readonly dropped: readonly string[];
  readonly startGuideline: number;
}

interface RawRun {
  readonly run_key: number;
  readonly run_id: string;
  readonly settings: string;
  readonly schema_number: number;
  readonly state: RunState;
  readonly stage: RunStage;
  readonly iteration: number;
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly reason: string | null;
  readonly best: string | null;
  readonly dropped: string;
  readonly start_guideline: number;
}

function toRun(raw: RawRun): RunRow {
  return {
    runKey: raw.run_key,
    runId: raw.run_id,
    settings: runSettingsSchema.parse(JSON.parse(raw.settings)),
    schemaNumber: raw.schema_number,
    state: raw.state,
    stage: raw.stage,
    iteration: raw.iteration,
    startedAt: raw.started_at,
    endedAt: raw.ended_at,
    reason: raw.reason,
    best: raw.best === null ? null : (JSON.parse(raw.best) as RunStatus['best']),
    dropped: JSON.parse(raw.dropped) as string[],
    startGuideline: raw.start_guideline,
  };
}

export function insertRun(
  db: Database,
  run: {
    runId: string;
    settings: RunSettings;
    schemaNumber: number;
    startedAt: string;
    startGuideline: number;
  },
): RunRow {
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO run(run_id, settings, schema_number, state, stage, started_at, start_guideline) VALUES (?, ?, ?, 'running', 'sample', ?, ?)`,
    )
    .run(run.runId, JSON.stringify(run.settings), run.schemaNumber, run.startedAt, run.startGuideline);
  return readRunByKey(db, Number(lastInsertRowid));
}

export function readRunByKey(db: Database, runKey: number): RunRow {
  return toRun(db.prepare(`SELECT * FROM run WHERE run_key = ?`).get(runKey) as RawRun);
}

export function readRun(db: Database, runId: string): RunRow | undefined {
  const raw = db.prepare(`SELECT * FROM run WHERE run_id = ?`).get(runId) as RawRun | undefined;
  return raw === undefined ? undefined : toRun(raw);
}

export function listRuns(db: Database): RunRow[] {
  return (db.prepare(`SELECT * FROM run ORDER BY run_key DESC`).all() as RawRun[]).map(toRun);
}

export function newestRun(db: Database): RunRow | undefined {
  const raw = db.prepare(`SELECT * FROM run ORDER BY run_key DESC LIMIT 1`).get() as RawRun | undefined;
  return raw === undefined ? undefined : toRun(raw);
}

export interface RunPatch {
  readonly state?: RunState;
  readonly stage?: RunStage;
  readonly iteration?: number;
  readonly endedAt?: string | null;
  readonly reason?: string | null;
  readonly best?: RunStatus['best'];
  readonly dropped?: readonly string[];
  readonly settings?: RunSettings;
}

export function updateRun(db: Database, runKey: number, patch: RunPatch): void {
  const columns: Record<string, unknown> = {
    ...(patch.state === undefined ? {} : { state: patch.state }),
    ...(patch.stage === undefined ? {} : { stage: patch.stage }),
    ...(patch.iteration === undefined ? {} : { iteration: patch.iteration }),
    ...(patch.endedAt === undefined ? {} : { ended_at: patch.endedAt }),
    ...(patch.reason === undefined ? {} : { reason: patch.reason }),
    ...(patch.best === undefined ? {} : { best: patch.best === null ? null : JSON.stringify(patch.best) }),
    ...(patch.dropped === undefined ? {} : { dropped: JSON.stringify(patch.dropped) }),
    ...(patch.settings === undefined ? {} : { settings: JSON.stringify(patch.settings) }),
  };
  const names = Object.keys(columns);
  if (names.length === 0) return;
  db.prepare(
    `UPDATE run SET ${names.map((name) => `${name} = @${name}`).join(', ')} WHERE run_key = @run_key`,
  ).run({
    ...columns,
    run_key: runKey,
  });
}

export type IterationState = 'pending' | 'annotating' | 'analysed' | 'supervised';
export interface IterationRow {
  readonly iteration: number;
  readonly guideline: number;
  readonly annotatorIds: readonly string[];
  readonly state: IterationState;
}

export function insertIteration(
  db: Database,
  runKey: number,
  row: { iteration: number; guideline: number; annotatorIds: readonly string[] },
): void {
  db.prepare(
    `INSERT INTO iteration(run_key, iteration, guideline, annotators, state) VALUES (?, ?, ?, ?, 'pending')`,
  ).run(runKey, row.iteration, row.guideline, JSON.stringify(row.annotatorIds));
}

export function setIterationState(
  db: Database,
  runKey: number,
  iteration: number,
  state: IterationState,
): void {
  db.prepare(`UPDATE iteration SET state = ? WHERE run_key = ? AND iteration = ?`).run(
    state,
    runKey,
    iteration,
  );
}

export function setIterationGuideline(
  db: Database,
  runKey: number,
  iteration: number,
  guideline: number,
): void {
  db.prepare(`UPDATE iteration SET guideline = ? WHERE run_key = ? AND iteration = ?`).run(
    guideline,
    runKey,
    iteration,
  );
}

export function setIterationAnnotators(
  db: Database,
  runKey: number,
  iteration: number,
  ids: readonly string[],
): void {
  db.prepare(`UPDATE iteration SET annotators = ? WHERE run_key = ? AND iteration = ?`).run(
    JSON.stringify(ids),
    runKey,
    iteration,
  );
}

export function listIterations(db: Database, runKey: number): IterationRow[] {
  const rows = db
    .prepare(
      `SELECT iteration, guideline, annotators, state FROM iteration WHERE run_key = ? ORDER BY iteration`,
    )
    .all(runKey) as { iteration: number; guideline: number; annotators: string; state: IterationState }[];
  return rows.map((row) => ({
    iteration: row.iteration,
    guideline: row.guideline,
    annotatorIds: JSON.parse(row.annotators) as string[],
    state: row.state,
  }));
}
