import type { TokenMetrics } from '#shared/domain/analysis.ts';

const columnNames = [
  'conflict',
  'type',
  'boundary',
  'score',
  'between',
  'eliteInternal',
  'restInternal',
  'eliteDominance',
] as const satisfies readonly (keyof TokenMetrics)[];
type ColumnName = (typeof columnNames)[number];

/** Number of each column. */
export const column = Object.fromEntries(columnNames.map((name, index) => [name, index])) as Readonly<
  Record<ColumnName, number>
>;

/**
 * Builds the columns of one document after another. A column is allocated at its first value other than 0; until then it
 * is one shared array of zeros per document length. Most tokens are unanimous, and at 100,000 documents the garbage of
 * eight arrays each would take longer than the measures.
 */
export class TokenColumns {
  private readonly zerosByLength = new Map<number, number[]>();
  private readonly columns: number[][] = [];
  private zeros: number[] = [];

  startDocument(tokenCount: number): void {
    let zeros = this.zerosByLength.get(tokenCount);
    if (zeros === undefined) {
      // Begun with a fraction, so that the engine stores this array and its copies as plain doubles from the start.
      zeros = new Array<number>(tokenCount).fill(0.5).fill(0);
      this.zerosByLength.set(tokenCount, zeros);
    }
    this.zeros = zeros;
    for (let c = 0; c < columnNames.length; c += 1) this.columns[c] = zeros;
  }

  set(c: number, token: number, value: number): void {
    if (value === 0) return;
    let values = this.columns[c] ?? this.zeros;
    if (values === this.zeros) this.columns[c] = values = this.zeros.slice();
    values[token] = value;
  }

  get(c: number, token: number): number {
    return this.columns[c]?.[token] ?? 0;
  }

  finish(documentId: string, majority: readonly string[]): TokenMetrics {
    const of = (c: number): readonly number[] => this.columns[c] ?? this.zeros;
    return {
      documentId,
      majority,
      conflict: of(column.conflict),
      type: of(column.type),
      boundary: of(column.boundary),
      score: of(column.score),
      between: of(column.between),
      eliteInternal: of(column.eliteInternal),
      restInternal: of(column.restInternal),
      eliteDominance: of(column.eliteDominance),
    };
  }
}
