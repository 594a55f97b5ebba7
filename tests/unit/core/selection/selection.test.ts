import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { meanWithOthers, pairwiseAgreement } from '#core/agreement/pairwise.ts';
import { spanMatchCounts, type SpanMatchCounts } from '#core/agreement/span-match-counts.ts';
import { annotationTable } from '#core/labels/annotation-table.ts';
import { bootstrapAgreement, bootstrapDifference, meanPairwiseF1 } from '#core/selection/bootstrap.ts';
import { annotatorToDrop } from '#core/selection/drop-worst.ts';
import { decideStop } from '#core/selection/early-stopping.ts';
import { selectBest } from '#core/selection/select-best.ts';

// Properties make thousands of assertions; a busy machine needs more than the default five seconds.
vi.setConfig({ testTimeout: 60_000 });

/** Two annotators; document d has agreeing[d] common spans and differing[d] that only the first has. */
function counts(agreeing: readonly number[], differing: readonly number[]): SpanMatchCounts {
  const tags = (n: number): string[] => new Array<string>(n).fill('B-A');
  return spanMatchCounts(
    annotationTable(
      agreeing.map((same, d) => {
        const other = differing[d] ?? 0;
        const outside = new Array<string>(other).fill('O');
        return {
          id: `d${d}`,
          tokens: [...tags(same + other), 'x'],
          labels: { a: [...tags(same + other), 'O'], b: [...tags(same), ...outside, 'O'] },
        };
      }),
      ['a', 'b'],
    ),
  );
}

describe('selectBest', () => {
  const round = (iteration: number, mean: number, perAnnotator: number[]) => ({
    iteration,
    mean,
    perAnnotator,
    annotators: ['a', 'b', 'c'],
  });

  it('takes the iteration with the highest mean, then its best annotator', () => {
    expect(selectBest([round(0, 0.5, [0.9, 0.3, 0.3]), round(1, 0.6, [0.5, 0.7, 0.6])])).toEqual({
      iteration: 1,
      annotator: 'b',
      agreement: 0.6,
      annotatorAgreement: 0.7,
    });
  });

  it('gives ties to the earlier iteration and to annotator order, up to rounding', () => {
    const best = selectBest([round(2, 0.6, [0.6, 0.6, 0.6]), round(1, 0.6 - 1e-13, [0.1, 0.7, 0.7 + 1e-13])]);
    expect([best?.iteration, best?.annotator]).toEqual([1, 'b']);
  });

  it('is null where there is nothing to choose', () => {
    expect(selectBest([])).toBeNull();
    expect(selectBest([{ iteration: 0, mean: 0, perAnnotator: [], annotators: [] }])).toBeNull();
  });
});

describe('bootstrap', () => {
  it('has A_t of the analysis as its estimate', () => {
    const tag = fc.constantFrom('O', 'B-A', 'I-A', 'B-B');
    const labels = fc.option(fc.array(tag, { minLength: 4, maxLength: 4 }));
    fc.assert(
      fc.property(fc.array(fc.tuple(labels, labels, labels), { minLength: 1, maxLength: 5 }), (rows) => {
        const documents = rows.map((row, d) => ({
          id: `d${d}`,
          tokens: ['w', 'x', 'y', 'z'],
          labels: Object.fromEntries(
            row.flatMap((tags, k) => (tags === null ? [] : [[`a${k}`, tags] as const])),
          ),
        }));
        const table = annotationTable(documents, ['a0', 'a1', 'a2']);
        const { spanF1, documents: shared } = pairwiseAgreement(table);
        const compared = meanWithOthers(spanF1, shared).filter((_, k) =>
          shared[k]?.some((count, other) => other !== k && count > 0),
        );
        const mean = compared.reduce((sum, f) => sum + f, 0) / Math.max(1, compared.length);
        const { estimate, low, high } = bootstrapAgreement(spanMatchCounts(table), {
          seed: 1,
          resamples: 20,
        });
        expect(estimate).toBeCloseTo(mean, 12);
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is a point where all documents are alike, and repeatable by seed', () => {
    expect(bootstrapAgreement(counts([1, 1, 1], [1, 1, 1]), { seed: 3 })).toEqual({
      estimate: expect.closeTo(2 / 3, 12) as number,
      low: expect.closeTo(2 / 3, 12) as number,
      high: expect.closeTo(2 / 3, 12) as number,
      documents: 3,
    });
    const mixed = counts([3, 1, 0, 2, 5], [0, 2, 3, 1, 0]);
    const interval = bootstrapAgreement(mixed, { seed: 3 });
    expect(bootstrapAgreement(mixed, { seed: 3 })).toEqual(interval);
    expect(interval.low).toBeLessThan(interval.estimate);
    expect(interval.high).toBeGreaterThan(interval.estimate);
    const narrower = bootstrapAgreement(mixed, { seed: 3, confidence: 0.5 });
    expect(narrower.high - narrower.low).toBeLessThan(interval.high - interval.low);
  });

  it('covers a known mean about as often as it says', () => {
    // 40 documents, each agreeing (F1 1) or not (F1 0 with one span a side): A_t is the share of agreeing spans.
    let covered = 0;
    for (let trial = 0; trial < 100; trial += 1) {
      const agreeing = Array.from({ length: 40 }, (_, d) => ((d * 7919 + trial * 104729) % 10 < 7 ? 1 : 0));
      const set = counts(
        agreeing,
        agreeing.map((same) => 1 - same),
      );
      const { low, high } = bootstrapAgreement(set, { seed: trial, resamples: 200 });
      const truth = (2 * 0.7) / 1.7;
      if (low <= truth && truth <= high) covered += 1;
    }
    expect(covered).toBeGreaterThan(85);
  });

  it('compares two rounds on the same documents', () => {
    const better = counts([2, 2, 2], [0, 0, 0]);
    const worse = counts([1, 1, 1], [1, 1, 1]);
    expect(bootstrapDifference(better, worse, { seed: 1 }).low).toBeGreaterThan(0);
    expect(bootstrapDifference(worse, worse, { seed: 1 })).toEqual({
      estimate: 0,
      low: 0,
      high: 0,
      documents: 3,
    });
    expect(() => bootstrapDifference(better, counts([1], [0]), { seed: 1 })).toThrow('3 and 1 documents');
  });

  it('refuses settings that make no sense', () => {
    expect(() => bootstrapAgreement(counts([1], [0]), { seed: 1, resamples: 0 })).toThrow('resamples');
    expect(() => bootstrapAgreement(counts([1], [0]), { seed: 1, confidence: 1 })).toThrow('confidence');
  });

  it('is 0 for annotators without a common document', () => {
    const lonely = spanMatchCounts(
      annotationTable([{ id: 'd', tokens: ['x'], labels: { a: ['O'] } }], ['a', 'b'], { minAnnotators: 1 }),
    );
    expect(meanPairwiseF1(lonely, new Float64Array([1]))).toBe(0);
    expect(meanPairwiseF1(counts([0], [0]), new Float64Array([1]))).toBe(1);
  });
});

describe('annotatorToDrop', () => {
  const five = ['a', 'b', 'c', 'd', 'e'];
  it('drops the worst from the third round on, if it lags the mean by 0.1 and five are active', () => {
    const f = [0.8, 0.8, 0.8, 0.8, 0.6];
    expect(annotatorToDrop(five, f, 2)).toEqual({ annotator: 'e', gap: expect.closeTo(0.16, 12) as number });
    expect(annotatorToDrop(five, f, 1)).toBeNull();
    expect(annotatorToDrop(five.slice(1), f.slice(1), 2)).toBeNull();
    expect(annotatorToDrop(five, [0.8, 0.8, 0.8, 0.8, 0.7], 2)).toBeNull();
  });
  it('lets the later of two equally bad ones go', () => {
    expect(annotatorToDrop(five, [0.9, 0.2, 0.9, 0.2, 0.9], 3)?.annotator).toBe('d');
  });
});

describe('decideStop', () => {
  const good = counts([4, 4, 4, 4], [0, 0, 0, 0]);
  const middle = counts([2, 2, 2, 2], [1, 1, 1, 1]);
  const bad = counts([1, 1, 1, 1], [3, 3, 3, 3]);
  const rounds = (...sets: SpanMatchCounts[]) =>
    sets.map((set, iteration) => ({ iteration, counts: set, hotspots: 5 }));

  it('stops after two rounds in a row that fall behind the best', () => {
    expect(decideStop(rounds(middle, good, bad, middle), { seed: 1 })).toEqual({
      stop: true,
      reason: 'no-gain',
      bestIteration: 1,
      roundsWithoutGain: 2,
    });
  });

  it('goes on after one bad round, and forgets it after a good one', () => {
    expect(decideStop(rounds(good, bad), { seed: 1 }).stop).toBe(false);
    expect(decideStop(rounds(middle, bad, good), { seed: 1 })).toMatchObject({
      stop: false,
      bestIteration: 2,
      roundsWithoutGain: 0,
    });
  });

  it('stops where no hotspot is left', () => {
    const last = [{ iteration: 0, counts: good, hotspots: 0 }];
    expect(decideStop(last, { seed: 1 })).toMatchObject({
      stop: true,
      reason: 'no-hotspots',
      bestIteration: 0,
    });
    expect(decideStop([], { seed: 1 })).toEqual({
      stop: false,
      reason: null,
      bestIteration: null,
      roundsWithoutGain: 0,
    });
  });
});
