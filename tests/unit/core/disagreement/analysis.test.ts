import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { largestGapThreshold } from '#core/disagreement/largest-gap-threshold.ts';
import { analyzeDisagreement } from '#core/disagreement/analyze-disagreement.ts';
import { hotspotKind } from '#core/disagreement/hotspot-kind.ts';
import { percentile } from '#core/disagreement/percentile.ts';
import { round12 } from '#core/disagreement/round12.ts';
import { coalitionSplit } from '#core/disagreement/coalition-split.ts';
import type { LabelledDocument } from '#shared/domain/analysis.ts';
import { analysisParamsSchema } from '#shared/domain/run-settings.ts';

// Properties make thousands of assertions; a busy machine needs more than the default five seconds.
vi.setConfig({ testTimeout: 60_000 });

const params = analysisParamsSchema.parse({});
const tags = (text: string): string[] => text.split(' ').map((tag) => (tag === '.' ? 'O' : tag));
function documentOf(id: string, labels: Record<string, string>, gold?: string): LabelledDocument {
  const rows = Object.fromEntries(Object.entries(labels).map(([who, text]) => [who, tags(text)]));
  const count = Object.values(rows)[0]?.length ?? 0;
  const tokens = Array.from({ length: count }, (_, index) => `w${index}`);
  return { id, tokens, labels: rows, ...(gold === undefined ? {} : { gold: tags(gold) }) };
}

describe('analyzeDisagreement', () => {
  it('works through an example by hand: weights .5/.3/.2, one token split three ways', () => {
    const document = documentOf('d', { a: 'B-A .', b: 'B-B .', c: '. .' });
    const { tokens, coalition, hotspots, thresholds, consensus } = analyzeDisagreement(
      [document],
      undefined,
      params,
      { weights: [0.5, 0.3, 0.2] },
    );
    const [columns] = tokens;
    expect(columns!.majority).toEqual(['B-A', 'O']);
    expect(columns!.conflict[0]).toBeCloseTo(1 - (0.25 + 0.09 + 0.04), 12);
    expect(columns!.type[0]).toBeCloseTo(1 - ((0.5 / 0.8) ** 2 + (0.3 / 0.8) ** 2), 12);
    expect(columns!.boundary[0]).toBeCloseTo(4 * 0.8 * 0.2, 12);
    expect(columns!.score[0]).toBeCloseTo(0.64, 12);
    expect(coalition).toEqual(['a']);
    expect(columns!.between[0]).toBe(1);
    expect(columns!.eliteInternal[0]).toBe(0);
    expect(columns!.restInternal[0]).toBeCloseTo(1 - (0.6 ** 2 + 0.4 ** 2), 12);
    expect(columns!.eliteDominance[0]).toBe(1);
    expect(columns!.score[1]).toBe(0);
    expect(thresholds.hotspot).toBeCloseTo(0.8 * 0.64, 12);
    expect(hotspots).toEqual([
      {
        documentId: 'd',
        start: 0,
        end: 1,
        text: 'w0',
        meanScore: 0.64,
        maxBetween: 1,
        maxEliteInternal: 0,
        kind: 'bias',
      },
    ]);
    expect(consensus['d']).toEqual(['B-A', 'O']);
  });

  it('has no hotspot where all agree, whatever the percentile', () => {
    const document = documentOf('d', { a: 'B-A . .', b: 'B-A . .' });
    for (const hotspotPercentile of [0, 50, 100]) {
      const analysis = analyzeDisagreement([document], undefined, { ...params, hotspotPercentile });
      expect(analysis.hotspots).toEqual([]);
      expect(analysis.agreement).toEqual({ mean: 1, perAnnotator: [1, 1] });
    }
  });

  it('makes only the contested tokens hot where the percentile is 0', () => {
    const labels = { a: '. . . . . . . . . B-A', b: '. . . . . . . . . .' };
    const analysis = analyzeDisagreement([documentOf('d', labels)], undefined, params);
    expect(analysis.thresholds.hotspot).toBe(0);
    expect(analysis.hotspots.map(({ start, end }) => [start, end])).toEqual([[9, 10]]);
  });

  it('lets a missing annotator abstain: the same as if it had never been there', () => {
    const three = documentOf('d', { a: 'B-A . B-B', b: 'B-B . B-B' });
    const params2 = { ...params, weights: 'span-only' as const };
    const absent = analyzeDisagreement([three], ['a', 'b', 'c'], params2, { weights: [0.5, 0.3, 0.2] });
    const never = analyzeDisagreement([three], ['a', 'b'], params2, { weights: [0.5, 0.3] });
    never.tokens[0]!.score.forEach((value, t) => expect(absent.tokens[0]!.score[t]).toBeCloseTo(value, 12));
    expect(absent.agreement.perAnnotator).toEqual([0.5, 0.5, 0]);
    expect(absent.bias[2]).toEqual({
      annotator: 'c',
      agreementRate: 0,
      coalitionRate: 0,
      entityOverTagging: 0,
    });
    expect(absent.pairwise.documents).toEqual([
      [1, 1, 0],
      [1, 1, 0],
      [0, 0, 0],
    ]);
  });

  it('has no coalition columns in a document that no member labelled', () => {
    const documents = [
      documentOf('d1', { a: 'B-A', b: 'B-A', c: 'B-A' }),
      documentOf('d2', { b: 'B-A', c: 'O' }),
    ];
    const { coalition, tokens } = analyzeDisagreement(documents, ['a', 'b', 'c'], params, {
      weights: [0.8, 0.1, 0.1],
    });
    expect(coalition).toEqual(['a']);
    expect(tokens[1]!.conflict).toEqual([0.5]);
    expect(tokens[1]!.between).toEqual([0]);
    expect(tokens[1]!.restInternal).toEqual([0]);
  });

  it('names the documents it leaves out', () => {
    const { excluded, tokens } = analyzeDisagreement(
      [documentOf('one', { a: 'O' }), { id: 'empty', tokens: [], labels: { a: [], b: [] } }],
      ['a', 'b'],
      params,
    );
    expect(tokens).toEqual([]);
    expect(excluded.map(({ documentId }) => documentId)).toEqual(['one', 'empty']);
  });

  it.each(['hybrid', 'span-only', 'kappa-only'] as const)('uses the weights of the scheme %s', (weights) => {
    const document = documentOf('d', { a: 'B-A . B-B .', b: 'B-A . . .', c: '. . B-B B-B' });
    const analysis = analyzeDisagreement([document], undefined, { ...params, weights });
    const used = {
      hybrid: analysis.weights.hybrid,
      'span-only': analysis.weights.spanOnly,
      'kappa-only': analysis.weights.kappaOnly,
    }[weights];
    const explicit = analyzeDisagreement([document], undefined, params, { weights: used });
    explicit.tokens[0]!.score.forEach((value, t) =>
      expect(analysis.tokens[0]!.score[t]).toBeCloseTo(value, 12),
    );
  });

  it('refuses weights that do not fit', () => {
    const document = documentOf('d', { a: 'O', b: 'O' });
    for (const weights of [[1], [1, -1], [0, 0], [1, Number.NaN]]) {
      expect(() => analyzeDisagreement([document], undefined, params, { weights })).toThrow(
        'Weights: expected 2',
      );
    }
  });

  it('evaluates annotators and consensus over documents with gold, missing ones as no prediction', () => {
    const documents = [
      documentOf('d1', { a: 'B-A', b: 'B-A' }, 'B-A'),
      documentOf('d2', { a: 'B-A' }, 'B-A'),
      documentOf('d3', { a: 'B-A', b: 'O' }),
    ];
    const { evaluation } = analyzeDisagreement(documents, undefined, params);
    expect(Object.keys(evaluation!)).toEqual(['a', 'b', 'consensus']);
    expect(evaluation!['a']!.strict.micro.recall).toBe(1);
    expect(evaluation!['b']!.strict.micro.recall).toBe(0.5);
    expect(evaluation!['consensus']!.strict.micro.recall).toBe(0.5);
    expect(analyzeDisagreement([documents[2]!], undefined, params).evaluation).toBeUndefined();
  });

  it('measures against gold on request: score = share off gold, no coalition, consensus still the vote', () => {
    const documents = [
      documentOf('d1', { a: 'B-A . .', b: 'B-A B-A .', c: 'B-A . .' }, 'B-B . .'),
      documentOf('d2', { a: 'B-A', b: 'B-A', c: 'B-A' }),
      documentOf('d3', { a: 'B-A . .' }, 'B-A . .'),
    ];
    const analysis = analyzeDisagreement(documents, undefined, params, { goldReference: true });
    expect(analysis.tokens.map(({ documentId }) => documentId)).toEqual(['d1', 'd3']);
    expect(analysis.tokens[0]!.majority).toEqual(['B-B', 'O', 'O']);
    expect(analysis.tokens[0]!.score).toEqual([1, 1 / 3, 0]);
    expect(analysis.tokens[0]!.conflict[0]).toBe(0);
    expect(analysis.coalition).toEqual([]);
    expect(analysis.consensus['d1']).toEqual(['B-A', 'O', 'O']);
    expect(analysis.hotspots.map(({ documentId, start, kind }) => [documentId, start, kind])).toEqual([
      ['d1', 0, 'minor'],
    ]);
    expect(analysis.bias[0]!.agreementRate).toBeCloseTo(5 / 6, 12);
    expect(analysis.excluded).toEqual([{ documentId: 'd2', reason: 'no gold labels' }]);
  });

  it('in gold mode scores by the share off gold, also where the annotators differ more among themselves', () => {
    const document = documentOf('d', { a: 'B-A O', b: 'B-A B-A' }, 'B-A O');
    const { tokens } = analyzeDisagreement([document], undefined, params, { goldReference: true });
    expect(tokens[0]!.score).toEqual([0, 0.5]);
  });

  const tag = fc.constantFrom('O', 'B-A', 'I-A', 'B-B', 'I-B');
  const row = fc.option(fc.array(tag, { minLength: 5, maxLength: 5 }));
  const documents = fc.array(fc.tuple(row, row, row, row), { minLength: 1, maxLength: 5 }).map((rows) =>
    rows.map((columns, d) => ({
      id: `d${d}`,
      tokens: ['v', 'w', 'x', 'y', 'z'],
      labels: Object.fromEntries(
        columns.flatMap((labels, k) => (labels === null ? [] : [[`a${k}`, labels] as const])),
      ),
    })),
  );
  const order = ['a0', 'a1', 'a2', 'a3'];

  it('keeps every measure in its range and every hotspot inside its document', () => {
    fc.assert(
      fc.property(
        documents,
        fc.constantFrom('start-inside' as const, 'entity' as const),
        (input, boundary) => {
          const analysis = analyzeDisagreement(input, order, { ...params, boundary });
          for (const columns of analysis.tokens) {
            const inUnit = [
              columns.conflict,
              columns.type,
              columns.boundary,
              columns.score,
              columns.between,
              columns.eliteInternal,
              columns.restInternal,
            ];
            for (const value of inUnit.flat()) {
              expect(value).toBeGreaterThanOrEqual(-1e-12);
              expect(value).toBeLessThanOrEqual(1 + 1e-12);
            }
            columns.score.forEach((value, t) =>
              expect(value).toBe(Math.max(columns.conflict[t]!, columns.type[t]!, columns.boundary[t]!)),
            );
            expect(analysis.consensus[columns.documentId]).toHaveLength(5);
          }
          for (const { start, end, meanScore } of analysis.hotspots) {
            expect(start).toBeGreaterThanOrEqual(0);
            expect(end).toBeGreaterThan(start);
            expect(end).toBeLessThanOrEqual(5);
            expect(meanScore).toBeGreaterThan(0);
          }
          for (const scheme of Object.values(analysis.weights)) {
            expect(scheme.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
          }
        },
      ),
    );
  });

  it('finds the same scores and hotspots whatever the order of equal-weight annotators and of documents', () => {
    fc.assert(
      fc.property(documents, (input) => {
        const weights = [0.4, 0.3, 0.2, 0.1];
        const once = analyzeDisagreement(input, order, params, { weights });
        const again = analyzeDisagreement(input.toReversed(), order.toReversed(), params, {
          weights: weights.toReversed(),
        });
        const places = (analysis: typeof once) =>
          analysis.hotspots
            .map(({ documentId, start, end, kind }) => `${documentId} ${start} ${end} ${kind}`)
            .sort();
        expect(places(again)).toEqual(places(once));
      }),
    );
  });

  it.each(['gap', 'permutation'] as const)(
    'gives the adaptive threshold %s only fewer hot tokens',
    (adaptiveThreshold) => {
      fc.assert(
        fc.property(documents, (input) => {
          const fixed = analyzeDisagreement(input, order, params);
          const adaptive = analyzeDisagreement(input, order, { ...params, adaptiveThreshold });
          expect(adaptive.thresholds.hotspot).toBeGreaterThanOrEqual(fixed.thresholds.hotspot);
          const hot = (a: typeof fixed): number =>
            a.hotspots.reduce((sum, { start, end }) => sum + end - start, 0);
          if (adaptive.hotspots.length > 0) expect(hot(adaptive)).toBeLessThanOrEqual(hot(fixed));
        }),
        { numRuns: adaptiveThreshold === 'gap' ? 100 : 10 }, // a baseline takes thousands of tokens
      );
    },
  );

  it('leaves the single dissenters of a late round cold with the permutation baseline, and the even split hot', () => {
    const same = Object.fromEntries(order.map((who) => [who, 'B-A . . .']));
    const input = [
      ...Array.from({ length: 8 }, (_, d) => documentOf(`same${d}`, same)),
      documentOf('split', { a0: 'B-A . . .', a1: 'B-A . . .', a2: '. B-A . .', a3: '. B-A . .' }),
      documentOf('dissent', { a0: '. . B-A .', a1: '. . B-A .', a2: '. . B-A .', a3: '. . . B-A' }),
    ];
    const weights = [0.25, 0.25, 0.25, 0.25];
    const run = (adaptiveThreshold: 'off' | 'permutation') =>
      analyzeDisagreement(input, order, { ...params, adaptiveThreshold }, { weights });
    // Most tokens are unanimous, so the percentile is 0 and every difference is hot.
    expect(run('off').thresholds.hotspot).toBe(0);
    expect(run('off').hotspots.map(({ documentId }) => documentId)).toEqual(['split', 'dissent']);
    // By chance two of four mark the same token in 21 % of the cases: 4 · ½ · ½ = 1.
    expect(run('permutation').thresholds.hotspot).toBe(1);
    expect(run('permutation').hotspots.map(({ documentId }) => documentId)).toEqual(['split']);
  });

  it('keeps the strongest hotspots within the budget, fewer the more the annotators agree', () => {
    const input = [
      documentOf('weak', { a: 'B-A .', b: 'B-A .', c: '. .' }),
      documentOf('strong', { a: 'B-A .', b: '. .', c: 'B-B .' }),
    ];
    const run = (hotspotBudget: number | null) =>
      analyzeDisagreement(input, undefined, { ...params, hotspotBudget }, { weights: [0.4, 0.3, 0.3] });
    const all = run(null);
    expect(all.hotspots).toHaveLength(2);
    const share = 1 - all.agreement.mean;
    expect(run(Math.ceil(1.5 / share)).hotspots).toEqual(all.hotspots);
    expect(run(1).hotspots).toEqual([all.hotspots.toSorted((a, b) => b.meanScore - a.meanScore)[0]]);
  });
});

describe('small formulas', () => {
  it('puts the adaptive threshold above the widest gap, the lowest of equal ones', () => {
    expect(largestGapThreshold([0, 0.1, 0.15, 0.9, 0.95])).toBe(0.9);
    expect(largestGapThreshold([0.25, 0.5, 0.5])).toBe(0.25);
    expect(largestGapThreshold([0, 0])).toBe(0);
  });

  it('names hotspots by what reaches its threshold', () => {
    expect([
      hotspotKind(true, true),
      hotspotKind(true, false),
      hotspotKind(false, true),
      hotspotKind(false, false),
    ]).toEqual(['complex', 'elite-split', 'bias', 'minor']);
  });

  it('rounds to 12 decimals without a negative zero', () => {
    expect(round12(0.1 + 0.2)).toBe(0.3);
    expect(Object.is(round12(-1e-16), 0)).toBe(true);
  });

  it('interpolates percentiles linearly, with negative values and zeros too', () => {
    expect(percentile([4, 1, 3, 2], 50)).toBe(2.5);
    expect(percentile([-1, 0, 0, 1], 0)).toBe(-1);
    expect(percentile([-1, 0, 0, 1], 50)).toBe(0);
    expect(percentile([-2, -1], 50)).toBe(-1.5);
    expect(percentile([], 50)).toBe(0);
    expect(() => percentile([1], 101)).toThrow('q must be within 0..100, got 101');
    expect(() => percentile([1], Number.NaN)).toThrow('q must be');
    const slow = (values: number[], q: number): number => {
      const sorted = values.toSorted((a, b) => a - b);
      const rank = ((sorted.length - 1) * q) / 100;
      const low = sorted[Math.floor(rank)]!;
      return low + (rank - Math.floor(rank)) * ((sorted[Math.floor(rank) + 1] ?? low) - low);
    };
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 0, 0.25, 0.5, 1, -0.5), { minLength: 1 }),
        fc.integer({ min: 0, max: 100 }),
        (values, q) => {
          expect(percentile(values, q)).toBeCloseTo(slow(values, q), 12);
        },
      ),
    );
  });

  it('sees no distance between coalition and rest where one side has no weight', () => {
    expect(coalitionSplit([0, 0], [0.5, 0.5], 2, 2)).toEqual({
      between: 0,
      eliteInternal: 0,
      restInternal: 0.5,
      eliteDominance: 0,
    });
  });
});
