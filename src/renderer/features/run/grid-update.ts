import type { EngineEvent } from '#shared/rpc/events.ts';
import type { Grid } from '#shared/rpc/run.ts';

export type UnitEnd = Extract<EngineEvent, { kind: 'unit-end' }>;

/** The grid after some units ended: only the touched rows are new, unknown annotators and documents are ignored. */
export function withUnitEnds(grid: Grid, ends: readonly UnitEnd[]): Grid {
  if (ends.length === 0) return grid;
  const rowOf = new Map(grid.annotators.map((annotator, index) => [annotator.annotatorId, index]));
  const columnOf = new Map(grid.documents.map((document, index) => [document.key, index]));
  const rows = new Map<number, Grid['cells'][number]>();
  for (const end of ends) {
    const row = rowOf.get(end.annotatorId);
    const column = columnOf.get(end.documentKey);
    if (row === undefined || column === undefined) continue;
    const cells = rows.get(row) ?? [...(grid.cells[row] ?? [])];
    cells[column] = { state: end.state, unlocated: end.unlocated, spans: end.spans };
    rows.set(row, cells);
  }
  if (rows.size === 0) return grid;
  return { ...grid, cells: grid.cells.map((cells, index) => rows.get(index) ?? cells) };
}
