import type { Database } from 'better-sqlite3';
import type { DisagreementAnalysis } from '#shared/domain/analysis.ts';

export interface AnalysisRow {
  readonly analysis: DisagreementAnalysis;
  readonly interval: readonly [number, number] | null;
  /** The structured disagreement report and its Markdown. */
  readonly report: unknown;
  readonly errorDocuments: unknown;
}

export function writeAnalysis(
  db: Database,
  runKey: number,
  iteration: number,
  kind: 'main' | 'probe',
  row: AnalysisRow,
): void {
  db.prepare(
    `INSERT OR REPLACE INTO analysis(run_key, iteration, kind, analysis, interval_low, interval_high, report, error_documents)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    runKey,
    iteration,
    kind,
    JSON.stringify(row.analysis),
    row.interval?.[0] ?? null,
    row.interval?.[1] ?? null,
    JSON.stringify(row.report),
    JSON.stringify(row.errorDocuments),
  );
}

export function readAnalysis(
  db: Database,
  runKey: number,
  iteration: number,
  kind: 'main' | 'probe',
): AnalysisRow | undefined {
  const raw = db
    .prepare(
      `SELECT analysis, interval_low AS low, interval_high AS high, report, error_documents AS errorDocuments
       FROM analysis WHERE run_key = ? AND iteration = ? AND kind = ?`,
    )
    .get(runKey, iteration, kind) as
    | { analysis: string; low: number | null; high: number | null; report: string; errorDocuments: string }
    | undefined;
  if (raw === undefined) return undefined;
  return {
    analysis: JSON.parse(raw.analysis) as DisagreementAnalysis,
    interval: raw.low === null || raw.high === null ? null : [raw.low, raw.high],
    report: JSON.parse(raw.report) as unknown,
    errorDocuments: JSON.parse(raw.errorDocuments) as unknown,
  };
}

export function removeAnalyses(db: Database, runKey: number, iteration: number): void {
  db.prepare(`DELETE FROM analysis WHERE run_key = ? AND iteration = ?`).run(runKey, iteration);
}
