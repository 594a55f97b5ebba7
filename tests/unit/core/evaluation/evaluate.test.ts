import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, evaluateTags } from '#core/evaluation/evaluate.ts';
import { matchSpans } from '#core/evaluation/match-spans.ts';
import { partialMatch } from '#core/evaluation/partial-match.ts';
import { strictEvaluation } from '#core/evaluation/strict-evaluation.ts';
import { spanSet } from '#core/evaluation/span-set.ts';

const span = (start: number, end: number, type = 'A') => ({ start, end, type });

describe('evaluate', () => {
  it('counts one right, one with other borders, one missed and one spurious by hand', () => {
    const gold = new Map([['d', [span(0, 2), span(3, 6), span(8, 9, 'B')]]]);
    const predicted = new Map([['d', [span(0, 2), span(3, 5), span(10, 11)]]]);
    const { strict, schemas } = evaluate(gold, predicted);
    expect(strict.micro).toEqual({
      precision: 1 / 3,
      recall: 1 / 3,
      f1: 1 / 3,
      support: 3,
      tp: 1,
      fp: 2,
      fn: 2,
    });
    expect(strict.perType['B']).toEqual({ precision: 0, recall: 0, f1: 0, support: 1, tp: 0, fp: 0, fn: 1 });
    expect(strict.undefined).toBe(1); // precision of B
    expect(strict.macro.f1).toBeCloseTo((2 / 5 + 0) / 2, 12);
    expect(schemas.partial).toEqual({
      correct: 1,
      incorrect: 0,
      partial: 1,
      missed: 1,
      spurious: 1,
      possible: 3,
      actual: 3,
      precision: 0.5,
      recall: 0.5,
      f1: 0.5,
    });
    expect(schemas.type.correct).toBe(2);
    expect(schemas.exact.incorrect).toBe(1);
    expect(schemas.strict.correct).toBe(1);
  });

  it('counts a failed document as no prediction and looks at no document without gold', () => {
    const gold = new Map([
      ['a', ['B-A']],
      ['b', ['B-A']],
    ]);
    const predicted = new Map([
      ['a', ['B-A']],
      ['other', ['B-A']],
    ]);
    const { strict, schemas } = evaluateTags(gold, predicted);
    expect([strict.micro.tp, strict.micro.fn, strict.micro.fp]).toEqual([1, 1, 0]);
    expect(schemas.strict.missed).toBe(1);
  });

  it('keeps half credit when several documents are summed', () => {
    const gold = new Map([
      ['a', [span(0, 2)]],
      ['b', [span(0, 2)]],
    ]);
    const predicted = new Map([
      ['a', [span(0, 1)]],
      ['b', [span(0, 2)]],
    ]);
    expect(partialMatch(gold, predicted).partial.f1).toBe(0.75);
  });

  it('never matches spans at equal offsets of different documents', () => {
    const gold = new Map([
      ['a', [span(0, 1)]],
      ['b', []],
    ]);
    const predicted = new Map([
      ['a', []],
      ['b', [span(0, 1)]],
    ]);
    expect(evaluate(gold, predicted).strict.micro.tp).toBe(0);
  });

  it('counts only the types asked for, an absent one with 0 in the macro mean', () => {
    const gold = new Map([['d', [span(0, 1, 'A'), span(2, 3, 'B')]]]);
    const { strict } = evaluate(gold, gold, ['A', 'Z']);
    expect(strict.micro.support).toBe(1);
    expect(strict.macro.f1).toBe(0.5);
    expect(Object.keys(strict.perType)).toEqual(['A', 'Z']);
    expect(strict.undefined).toBe(3);
  });

  it('gives 0 for nothing against nothing, and says how often', () => {
    const { strict, schemas } = evaluate(new Map(), new Map());
    expect(strict.micro.f1).toBe(0);
    expect(strict.macro.f1).toBe(0);
    expect(strict.undefined).toBe(3);
    expect(schemas.strict.f1).toBe(0);
  });

  it('pairs the same whatever the order of the spans', () => {
    const spans = fc.array(
      fc
        .tuple(fc.nat(8), fc.integer({ min: 1, max: 4 }), fc.constantFrom('A', 'B'))
        .map(([s, l, t]) => span(s, s + l, t)),
      { maxLength: 7 },
    );
    fc.assert(
      fc.property(spans, spans, (gold, predicted) => {
        const once = evaluate(new Map([['d', gold]]), new Map([['d', predicted]]));
        const again = evaluate(new Map([['d', gold.toReversed()]]), new Map([['d', predicted.toReversed()]]));
        expect(again).toEqual(once);
        expect(once.schemas.strict.correct).toBe(once.strict.micro.tp);
        expect(once.schemas.strict.possible).toBe(once.strict.micro.support);
        const pairs = matchSpans(spanSet(gold), spanSet(predicted));
        expect(pairs.filter((pair) => pair.gold !== null)).toHaveLength(spanSet(gold).length);
        expect(pairs.filter((pair) => pair.predicted !== null)).toHaveLength(spanSet(predicted).length);
      }),
    );
  });
});

interface MetricsCase {
  readonly id: string;
  readonly labels: string[];
  readonly docs: { gold: [number, number, string][]; pred: [number, number, string][] }[];
  readonly min_overlap_percentage?: number;
  readonly nervaluate_greedy_effect?: boolean;
  readonly expected: {
    readonly strict_span: {
      readonly per_type: Record<string, Record<string, number>>;
      readonly micro: Record<string, number>;
      readonly macro: Record<string, number>;
    };
    readonly nervaluate: {
      readonly overall: Record<string, Record<string, unknown>>;
      readonly entities: Record<string, Record<string, Record<string, unknown>>>;
    };
  };
}
const file = new URL('../../../../../shared/data/metrics-cases.json', import.meta.url);
const cases = existsSync(file)
  ? (JSON.parse(readFileSync(file, 'utf8')) as { cases: MetricsCase[] }).cases
  : [];
const schemaNames = { strict: 'strict', exact: 'exact', partial: 'partial', type: 'ent_type' } as const;

describe.skipIf(cases.length === 0)('numbers of seqeval and nervaluate', () => {
  it.each(cases.map((one) => [one.id, one] as const))('%s', (_, one) => {
    const side = (pick: 'gold' | 'pred') =>
      new Map(
        one.docs.map((doc, d) => [String(d), doc[pick].map(([start, end, type]) => span(start, end, type))]),
      );
    const [gold, predicted] = [side('gold'), side('pred')];
    const expected = one.expected.strict_span;
    const strict = strictEvaluation(gold, predicted, one.id === 'label-subset' ? one.labels : undefined);
    for (const key of ['precision', 'recall', 'f1'] as const) {
      expect(strict.micro[key]).toBeCloseTo(expected.micro[key]!, 9);
      expect(strict.macro[key]).toBeCloseTo(expected.macro[key]!, 9);
    }
    expect(Object.keys(strict.perType)).toEqual(Object.keys(expected.per_type).sort());
    for (const [type, scores] of Object.entries(expected.per_type)) {
      const own = strict.perType[type]!;
      expect([own.tp, own.support, own.tp + own.fp]).toEqual([scores['tp'], scores['gold'], scores['pred']]);
      expect(own.f1).toBeCloseTo(scores['f1']!, 9);
    }
    // Greedy, order-dependent pairing of overlapping spans, and a duplicate that counts twice, are not imitated.
    if (one.nervaluate_greedy_effect === true || one.id === 'duplicate-prediction') return;
    const minOverlap = (one.min_overlap_percentage ?? 0) / 100;
    const compare = (types: readonly string[], wanted: Record<string, Record<string, unknown>>) => {
      const schemas = partialMatch(gold, predicted, { types, minOverlap });
      for (const [ours, theirs] of Object.entries(schemaNames)) {
        for (const [key, value] of Object.entries(wanted[theirs]!)) {
          if (typeof value !== 'number') continue; // a buggy output kept in the file for information
          const found = schemas[ours as keyof typeof schemaNames][key as 'correct'];
          expect(found, `${one.id} ${theirs} ${key}`).toBeCloseTo(value, 9);
        }
      }
    };
    compare(one.labels, one.expected.nervaluate.overall);
    for (const [type, wanted] of Object.entries(one.expected.nervaluate.entities)) compare([type], wanted);
  });
});
