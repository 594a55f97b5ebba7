import type { OffsetUnit } from '#core/text/offsets.ts';
import type { FormatId } from './format-info.ts';
import type { TagScheme } from './reader.ts';

/** A guess with what else it could be; every one can be overridden in `ReadOptions`. */
export interface Guess<T> {
  readonly value: T;
  /** 0 (a guess) … 1 (certain). */
  readonly confidence: number;
  readonly alternatives: readonly T[];
}

export interface SniffResult {
  readonly format: Guess<FormatId>;
  /** null for binary formats. */
  readonly encoding: Guess<string> | null;
  /** null where the format has none. */
  readonly delimiter: Guess<string> | null;
  readonly tagScheme: Guess<TagScheme> | null;
  readonly offsetUnit: Guess<OffsetUnit> | null;
}
