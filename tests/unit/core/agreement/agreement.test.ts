import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { cohenKappa, interpretKappa } from '#core/agreement/cohen-kappa.ts';
import { confusionMatrix } from '#core/agreement/confusion-matrix.ts';
import { clusterWeights, effectiveAnnotators } from '#core/agreement/effective-annotators.ts';
import { nominalAlpha, tokenAlpha } from '#core/agreement/krippendorff-alpha.ts';
import { labelCounts } from '#core/agreement/label-counts.ts';
import { meanWithOthers, pairwiseAgreement } from '#core/agreement/pairwise.ts';
import { spanAgreement, spanAgreementMatrix } from '#core/agreement/span-agreement-modes.ts';
import { pairCount, pairIndex } from '#core/agreement/span-match-counts.ts';
import { spanUnitizing } from '#core/agreement/span-unitizing.ts';
import { strictSpanF1 } from '#core/agreement/strict-span-f1.ts';
import { tokenMacroF1 } from '#core/agreement/token-macro-f1.ts';
import { overallUnitizingAlpha, unitizingAlpha } from '#core/agreement/unitizing-alpha.ts';
import { annotationTable } from '#core/labels/annotation-table.ts';
import { tokenSpansFromTags } from '#core/labels/tags-to-spans.ts';

// Properties make thousands of assertions; a busy machine needs more than the default five seconds.
vi.setConfig({ testTimeout: 60_000 });

const tag = fc.constantFrom('O', 'B-A', 'I-A', 'B-B', 'I-B');
/** Documents of 3 annotators, some of them missing. */
const anyDocuments = fc
  .array(
    fc.integer({ min: 0, max: 6 }).chain((length) => {
      const tags = fc.array(tag, { minLength: length, maxLength: length });
      return fc.tuple(fc.constant(length), fc.option(tags), fc.option(tags), fc.option(tags));
    }),
    { maxLength: 6 },
  )
  .map((rows) =>
    rows.map(([length, ...columns], d) => ({
      id: `d${d}`,
      tokens: Array.from({ length }, (_, t) => `w${t}`),
      labels: Object.fromEntries(
        columns.flatMap((tags, k) => (tags === null ? [] : [[`a${k}`, tags] as const])),
      ),
    })),
  );

describe('pairwise agreement', () => {
  it('numbers pairs row by row', () => {
    const numbers = [0, 1, 2].flatMap((i) =>
      [0, 1, 2, 3].filter((j) => j > i).map((j) => pairIndex(i, j, 4)),
    );
    expect(numbers).toEqual([0, 1, 2, 3, 4, 5]);
    expect(pairCount(4)).toBe(6);
  });

  it('equals the slow measures over the documents both labelled', () => {
    const annotators = ['a0', 'a1', 'a2'];
    fc.assert(
      fc.property(anyDocuments, (documents) => {
        const table = annotationTable(documents, annotators);
        const fast = pairwiseAgreement(table);
        for (const [i, a] of annotators.entries()) {
          for (const [j, b] of annotators.entries()) {
            if (i === j) continue;
            const shared = table.documents.flatMap(({ labels }) =>
              labels[a] !== undefined && labels[b] !== undefined ? [[labels[a], labels[b]] as const] : [],
            );
            expect(fast.documents[i]![j]).toBe(shared.length);
            if (shared.length === 0) {
              expect([fast.spanF1[i]![j], fast.kappa[i]![j], fast.tokenMacroF1[i]![j]]).toEqual([0, 0, 0]);
              continue;
            }
            const counts = labelCounts(
              shared.flatMap(([x]) => x),
              shared.flatMap(([, y]) => y),
            );
            const { f1 } = strictSpanF1(
              shared.map(([x]) => tokenSpansFromTags(x)),
              shared.map(([, y]) => tokenSpansFromTags(y)),
            );
            expect(fast.spanF1[i]![j]).toBeCloseTo(f1, 12);
            expect(fast.kappa[i]![j]).toBeCloseTo(cohenKappa(counts), 12);
            expect(fast.tokenMacroF1[i]![j]).toBeCloseTo(tokenMacroF1(counts), 12);
          }
        }
      }),
    );
  });

  it('leaves pairs without a common document out of the means', () => {
    const measure = [
      [1, 0.5, 0],
      [0.5, 1, 0],
      [0, 0, 1],
    ];
    const documents = [
      [2, 2, 0],
      [2, 2, 0],
      [0, 0, 2],
    ];
    expect(meanWithOthers(measure, documents)).toEqual([0.5, 0.5, 0]);
  });

  it('keeps documents apart: an I- at the start of a document opens a span there', () => {
    const documents = [
      { id: '1', tokens: ['x'], labels: { a: ['B-A'], b: ['B-A'] } },
      { id: '2', tokens: ['y'], labels: { a: ['I-A'], b: ['B-A'] } },
    ];
    expect(pairwiseAgreement(annotationTable(documents, undefined)).spanF1[0]![1]).toBe(1);
  });

  it('counts precision and recall of an empty side as 0', () => {
    expect(strictSpanF1([[]], [[]])).toEqual({ precision: 1, recall: 1, f1: 1 });
    const span = { start: 0, end: 1, type: 'A' };
    expect(strictSpanF1([[span]], [])).toEqual({ precision: 0, recall: 0, f1: 0 });
    expect(strictSpanF1([[], [span]], [[span], []])).toEqual({ precision: 0, recall: 0, f1: 0 });
    expect(strictSpanF1([[]], [[span]])).toEqual({ precision: 0, recall: 0, f1: 0 });
  });

  it('words kappa at its borders', () => {
    expect([-0.1, 0, 0.2, 0.4, 0.6, 0.8].map(interpretKappa)).toEqual([
      'poor',
      'slight',
      'fair',
      'moderate',
      'substantial',
      'almost perfect',
    ]);
  });

  it('keeps kappa in −1..1, symmetric and 1 for equal labels', () => {
    const labels = fc.array(tag, { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(labels, labels, (a, b) => {
        const kappa = cohenKappa(labelCounts(a, b));
        expect(kappa).toBeGreaterThanOrEqual(-1);
        expect(kappa).toBeLessThanOrEqual(1);
        expect(cohenKappa(labelCounts(b, a))).toBeCloseTo(kappa, 12);
        expect(cohenKappa(labelCounts(a, a))).toBe(1);
        expect(tokenMacroF1(labelCounts(b, a))).toBeCloseTo(tokenMacroF1(labelCounts(a, b)), 12);
      }),
    );
  });
});

describe("Krippendorff's alpha", () => {
  it('is 0.743 for the example with missing values in Krippendorff (2011), nominal', () => {
    // Four observers, twelve units, values 1..5; unit 12 has one value and does not count.
    const observers = [
      [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
      [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
      [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
      [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
    ];
    const units = observers[0]!.map((_, unit) =>
      [1, 2, 3, 4, 5].map((value) => observers.filter((row) => row[unit] === value).length),
    );
    expect(nominalAlpha(units)).toBeCloseTo(0.743, 3);
  });

  it('is null without two values in any unit and 1 where only one value occurs', () => {
    expect(nominalAlpha([[1], [0]])).toBeNull();
    expect(nominalAlpha([[2], [3]])).toBe(1);
  });

  it('sees types, not B- and I-, and lets missing annotators abstain', () => {
    const table = annotationTable(
      [
        { id: '1', tokens: ['x', 'y'], labels: { a: ['B-A', 'O'], b: ['I-A', 'O'] } },
        { id: '2', tokens: ['x'], labels: { a: ['B-A'], c: ['B-A'] } },
      ],
      undefined,
    );
    expect(tokenAlpha(table)).toBe(1);
  });

  const unit = (start: number, length: number) => ({ start: start - 150, end: start - 150 + length });
  const c = [
    [unit(225, 70), unit(370, 30)],
    [unit(220, 80), unit(355, 20), unit(400, 20)],
  ];
  const k = [
    [unit(180, 60), unit(300, 50)],
    [unit(180, 60), unit(300, 50)],
  ];

  it('for unitizing gives the worked example of Krippendorff (2004), p. 254', () => {
    const first = unitizingAlpha(c, 300);
    expect(first.observed).toBeCloseTo(0.0144, 4);
    expect(first.expected).toBeCloseTo(0.0532, 4);
    expect(first.alpha).toBeCloseTo(0.7286, 4);
    expect(unitizingAlpha(k, 300)).toEqual({
      observed: 0,
      expected: expect.closeTo(0.049, 4) as number,
      alpha: 1,
    });
    expect(overallUnitizingAlpha([c, k], 300)).toBeCloseTo(0.859, 3);
    expect(overallUnitizingAlpha([], 300)).toBeNull();
    // Nobody marked anything: chance cannot disagree either.
    expect(unitizingAlpha([[], []], 300)).toEqual({ observed: 0, expected: 0, alpha: null });
  });

  it('for spans counts complete documents, per type and overall', () => {
    const documents = [
      {
        id: '1',
        tokens: ['v', 'w', 'x', 'y'],
        labels: { a: ['B-A', 'O', 'B-B', 'I-B'], b: ['B-A', 'O', 'O', 'B-B'] },
      },
      { id: '2', tokens: ['x'], labels: { a: ['B-A'] } },
    ];
    const { overall, perType, documents: count } = spanUnitizing(documents, ['a', 'b']);
    expect(count).toBe(1);
    expect(perType['A']).toBe(1);
    expect(perType['B']).toBeLessThan(1);
    expect(overall).toBeGreaterThan(perType['B']!);
    expect(Object.keys(perType)).toEqual(['A', 'B']);
    const reversed = [{ id: '1', tokens: ['x', 'y'], labels: { a: ['B-B', 'B-A'], b: ['B-B', 'O'] } }];
    expect(Object.keys(spanUnitizing(reversed, ['a', 'b']).perType)).toEqual(['A', 'B']);
    expect(spanUnitizing([], ['a', 'b'])).toEqual({ overall: null, perType: {}, documents: 0 });
    const full = [{ id: '1', tokens: ['x', 'y'], labels: { a: ['B-A', 'O'], b: ['B-A', 'O'] } }];
    expect(spanUnitizing(full, ['a', 'b']).overall).toBe(1);
  });
});

describe('span agreement by mode', () => {
  const documents = [
    {
      id: '1',
      tokens: ['v', 'w', 'x'],
      labels: { a: ['B-A', 'I-A', 'O'], b: ['B-B', 'I-B', 'O'], c: ['B-A', 'O', 'O'] },
    },
    { id: '2', tokens: ['x'], labels: { a: ['O'] } },
    { id: '3', tokens: ['x'], labels: { d: ['O'] } },
  ];
  it.each([
    ['strict', 0, 0],
    ['exact', 1, 0],
    ['partial', 1, 0.5],
    ['type', 0, 1],
  ] as const)('%s: other type %d, shorter span %d', (mode, otherType, shorter) => {
    const matrix = spanAgreementMatrix(documents, ['a', 'b', 'c', 'd'], mode);
    expect(matrix[0]).toEqual([1, otherType, shorter, 0]);
    expect(matrix[1]![0]).toBe(otherType);
  });

  it('can look at some types only', () => {
    expect(spanAgreementMatrix(documents, ['a', 'b'], 'strict', ['C'])[0]).toEqual([1, 1]);
  });

  it('calls two sides without a span alike', () => {
    expect(spanAgreement(new Map([['1', []]]), new Map(), 'strict')).toBe(1);
  });
});

describe('confusionMatrix', () => {
  it('keeps the spans behind every cell', () => {
    const span = (start: number, end: number, type: string) => ({ start, end, type });
    const first = new Map([
      ['d', [span(0, 1, 'A'), span(2, 4, 'A'), span(5, 6, 'B')]],
      ['e', [span(0, 1, 'A')]],
    ]);
    const second = new Map([['d', [span(0, 1, 'A'), span(2, 3, 'C'), span(8, 9, 'B')]]]);
    const { types, cells } = confusionMatrix(first, second);
    expect(types).toEqual(['A', 'B', 'C']);
    expect(cells.map((row) => row.map((cell) => cell.length))).toEqual([
      [1, 0, 1, 0],
      [0, 0, 0, 1],
      [0, 0, 0, 0],
      [0, 1, 0, 0],
    ]);
    expect(cells[0]![2]).toEqual([{ documentId: 'd', first: span(2, 4, 'A'), second: span(2, 3, 'C') }]);
  });
});

describe('effectiveAnnotators', () => {
  it('counts near-duplicates as one voice and gives each cluster one vote', () => {
    const spanF1 = [
      [1, 0.5, 0.97, 0.4],
      [0.5, 1, 0.5, 0.4],
      [0.97, 0.5, 1, 0.4],
      [0.4, 0.4, 0.4, 1],
    ];
    expect(effectiveAnnotators(spanF1)).toEqual({ clusters: [[0, 2], [1], [3]], effective: 3 });
    expect(effectiveAnnotators(spanF1, 0.4).effective).toBe(1);
    expect(effectiveAnnotators([])).toEqual({ clusters: [], effective: 0 });
    const weights = clusterWeights([0.25, 0.25, 0.25, 0.25], [[0, 2], [1], [3]]);
    expect(weights).toEqual([1 / 6, 1 / 3, 1 / 6, 1 / 3].map((value) => expect.closeTo(value, 12) as number));
    expect(clusterWeights([0.5, 0.5], [])).toEqual([0.5, 0.5]);
  });
});
