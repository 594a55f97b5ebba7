import type { Evaluation, SchemaScore } from '#shared/domain/analysis.ts';
import { matchSpans, type SpanPair } from './match-spans.ts';
import { spanSet, type SpansById } from './span-set.ts';

export const matchSchemas = ['strict', 'exact', 'partial', 'type'] as const;
export type MatchSchema = (typeof matchSchemas)[number];

export interface MatchOptions {
  /** The types that count, others are ignored on both sides. */
  readonly types?: readonly string[] | undefined;
  /** Share of the gold span that an overlap must cover, 0..1; default: any shared unit. */
  readonly minOverlap?: number;
}

interface Counts {
  correct: number;
  incorrect: number;
  partial: number;
  missed: number;
  spurious: number;
}

/**
 * The four schemas of MUC and SemEval-2013, pooled over documents (`matchSpans` does the pairing):
 *   strict: borders and type equal;   exact: borders equal, whatever the type;
 *   partial: borders equal, or overlapping for half credit;   type: overlapping and type equal
 *   possible = correct + incorrect + partial + missed;   actual = correct + incorrect + partial + spurious
 *   P = (correct + ½ partial) / actual,  R = (correct + ½ partial) / possible,  F1 harmonic;  0 / 0 counts as 0
 * Source: Chinchor & Sundheim (1993); Segura-Bedmar et al. (2013), SemEval task 9.1. Half credit is kept when several
 * documents are summed.
 */
export function partialMatch(
  gold: SpansById,
  predicted: SpansById,
  options: MatchOptions = {},
): Evaluation['schemas'] {
  const wanted = options.types === undefined ? null : new Set(options.types);
  const counts = { strict: zero(), exact: zero(), partial: zero(), type: zero() };
  for (const [id, spans] of gold) {
    const pairs = matchSpans(
      spanSet(spans, wanted),
      spanSet(predicted.get(id) ?? [], wanted),
      options.minOverlap ?? 0,
    );
    for (const pair of pairs) {
      for (const schema of matchSchemas) counts[schema][outcome(pair, schema)] += 1;
    }
  }
  return {
    strict: scoreOf(counts.strict),
    exact: scoreOf(counts.exact),
    partial: scoreOf(counts.partial),
    type: scoreOf(counts.type),
  };
}

/** How one pair counts in a schema. */
export function outcome({ gold, predicted }: SpanPair, schema: MatchSchema): keyof Counts {
  if (gold === null) return 'spurious';
  if (predicted === null) return 'missed';
  const sameBorders = gold.start === predicted.start && gold.end === predicted.end;
  const sameType = gold.type === predicted.type;
  switch (schema) {
    case 'strict':
      return sameBorders && sameType ? 'correct' : 'incorrect';
    case 'exact':
      return sameBorders ? 'correct' : 'incorrect';
    case 'partial':
      return sameBorders ? 'correct' : 'partial';
    case 'type':
      return sameType ? 'correct' : 'incorrect';
  }
}

function zero(): Counts {
  return { correct: 0, incorrect: 0, partial: 0, missed: 0, spurious: 0 };
}

function scoreOf(counts: Counts): SchemaScore {
  const { correct, incorrect, partial, missed, spurious } = counts;
  const possible = correct + incorrect + partial + missed;
  const actual = correct + incorrect + partial + spurious;
  const credit = correct + partial / 2;
  const precision = actual === 0 ? 0 : credit / actual;
  const recall = possible === 0 ? 0 : credit / possible;
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { ...counts, possible, actual, precision, recall, f1 };
}
