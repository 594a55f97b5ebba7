import type { PrecisionRecall, StrictEvaluation, TypeScore } from '#shared/domain/analysis.ts';
import { spanSet, type SpansById } from './span-set.ts';

interface Counts {
  tp: number;
  predicted: number;
  support: number;
}

/**
 * Strict span evaluation: a predicted span is right if document, start, end and type equal a gold span. Counts are
 * pooled over the documents of `gold` and keyed by document; a document without prediction counts as predicted empty,
 * predictions for other documents are not looked at, duplicates count once.
 *   P = tp / predicted, R = tp / gold, F1 = 2 tp / (predicted + gold); 0 / 0 counts as 0 and is counted in `undefined`
 *   macro = plain mean of P, R, F1 over the types
 * Source: method.md 7.3; CoNLL-2003 strict matching.
 * @param types the types that count, others are ignored on both sides; without it: all that occur, sorted
 */
export function strictEvaluation(
  gold: SpansById,
  predicted: SpansById,
  types?: readonly string[],
): StrictEvaluation {
  const wanted = types === undefined ? null : new Set(types);
  const perType = new Map<string, Counts>();
  for (const type of types ?? []) perType.set(type, { tp: 0, predicted: 0, support: 0 });
  const countsOf = (type: string): Counts => {
    let counts = perType.get(type);
    if (counts === undefined) perType.set(type, (counts = { tp: 0, predicted: 0, support: 0 }));
    return counts;
  };
  for (const [id, spans] of gold) {
    const keys = new Set<string>();
    for (const { start, end, type } of spanSet(spans, wanted)) {
      keys.add(`${start} ${end} ${type}`);
      countsOf(type).support += 1;
    }
    for (const { start, end, type } of spanSet(predicted.get(id) ?? [], wanted)) {
      const counts = countsOf(type);
      counts.predicted += 1;
      if (keys.has(`${start} ${end} ${type}`)) counts.tp += 1;
    }
  }
  const names = types === undefined ? [...perType.keys()].sort() : [...perType.keys()];
  const total: Counts = { tp: 0, predicted: 0, support: 0 };
  for (const counts of perType.values()) {
    total.tp += counts.tp;
    total.predicted += counts.predicted;
    total.support += counts.support;
  }
  const scored = names.map((type) => [type, countsOf(type)] as const);
  const scores = scored.map(([, counts]) => scoreOf(counts));
  const undefinedRatios = [total, ...scored.map(([, counts]) => counts)].reduce(
    (sum, counts) => sum + undefinedIn(counts),
    0,
  );
  return {
    micro: scoreOf(total),
    macro: meanScore(scores),
    perType: Object.fromEntries(scored.map(([type, counts]) => [type, scoreOf(counts)])),
    undefined: undefinedRatios,
  };
}

function scoreOf({ tp, predicted, support }: Counts): TypeScore {
  return {
    precision: ratio(tp, predicted),
    recall: ratio(tp, support),
    f1: ratio(2 * tp, predicted + support),
    support,
    tp,
    fp: predicted - tp,
    fn: support - tp,
  };
}

/** How many of precision, recall and F1 are 0 / 0. */
function undefinedIn({ predicted, support }: Counts): number {
  return [predicted, support, predicted + support].filter((size) => size === 0).length;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function meanScore(scores: readonly PrecisionRecall[]): PrecisionRecall {
  const mean = (pick: (score: PrecisionRecall) => number): number =>
    ratio(
      scores.reduce((sum, score) => sum + pick(score), 0),
      scores.length,
    );
  return {
    precision: mean((score) => score.precision),
    recall: mean((score) => score.recall),
    f1: mean((score) => score.f1),
  };
}
