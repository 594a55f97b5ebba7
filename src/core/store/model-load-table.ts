import type { Database } from 'better-sqlite3';

/** One row per model file and context length; the newest measurement stands. */
export interface ModelLoadRow {
  readonly digest: string;
  readonly numCtx: number;
  readonly bytes: number;
  /** Share in GPU memory, 0…1. */
  readonly gpuShare: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export function listModelLoads(app: Database, digest: string): ModelLoadRow[] {
  const rows = app
    .prepare(
      `SELECT digest, num_ctx AS numCtx, bytes, gpu_share AS gpuShare, at FROM model_load WHERE digest = ? ORDER BY num_ctx`,
    )
    .all(digest);
  return rows as ModelLoadRow[];
}

export function writeModelLoad(app: Database, load: ModelLoadRow): void {
  app
    .prepare(
      `INSERT OR REPLACE INTO model_load(digest, num_ctx, bytes, gpu_share, at)
       VALUES (@digest, @numCtx, @bytes, @gpuShare, @at)`,
    )
    .run(load);
}
