import type { Token } from '#shared/domain/span.ts';
import type { Knowledge } from './knowledge.ts';

/** What a built-in annotator would mark; half-open UTF-16 offsets. */
export interface Candidate {
  readonly start: number;
  readonly end: number;
  readonly type: string;
}

export interface BuiltinDocument {
  readonly text: string;
  readonly tokens: readonly Token[];
}

/** Finds candidates; may overlap, in any order. */
export type FindCandidates = (
  document: BuiltinDocument,
  knowledge: Knowledge,
) => readonly Candidate[] | Promise<readonly Candidate[]>;
