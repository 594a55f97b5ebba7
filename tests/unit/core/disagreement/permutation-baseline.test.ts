import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { withinBudget } from '#core/disagreement/hotspot-budget.ts';
import { percentile } from '#core/disagreement/percentile.ts';
import { permutationBaseline } from '#core/disagreement/permutation-baseline.ts';
import { rotateLabels } from '#core/disagreement/rotate-labels.ts';
import { tokenMetrics, type TokenMetricsInput } from '#core/disagreement/token-metrics.ts';
import { annotationTable } from '#core/labels/annotation-table.ts';
import { createRandom } from '#core/sampling/random.ts';

// A baseline is made of fifty thousand token scores; a busy machine needs more than the default five seconds.
vi.setConfig({ testTimeout: 60_000 });

/** One string per annotator and document, tags separated by spaces, "." for O; null = the annotator is absent. */
function inputOf(
  documents: readonly (readonly (string | null)[])[],
  weights: readonly number[],
): TokenMetricsInput {
  const annotators = weights.map((_, k) => `a${k}`);
  const labelled = documents.map((rows, d) => {
    const tags = rows.map((row) => row?.split(' ').map((tag) => (tag === '.' ? 'O' : tag)) ?? null);
    const count = tags.find((row) => row !== null)?.length ?? 0;
    return {
      id: `d${d}`,
      tokens: Array.from({ length: count }, (_, index) => `w${index}`),
      labels: Object.fromEntries(tags.flatMap((row, k) => (row === null ? [] : [[`a${k}`, row] as const]))),
    };
  });
  return {
    table: annotationTable(labelled, annotators),
    weights,
    coalition: [],
    boundary: 'start-inside',
    goldReference: false,
  };
}

describe('permutationBaseline', () => {
  it('is worked by hand for two annotators with one mark each in four tokens', () => {
    // They miss each other in 3 of 4 turns, then 2 of 4 tokens score 4 · 0.8 · 0.2: 37.5 % of all tokens.
    const input = inputOf([['B-A . . .', 'B-A . . .']], [0.8, 0.2]);
    expect(permutationBaseline(input, { seed: 1, percentile: 60 })).toBe(0);
    expect(permutationBaseline(input, { seed: 1, percentile: 65 })).toBeCloseTo(0.64, 12);
    expect(permutationBaseline(input, { seed: 1 })).toBeCloseTo(0.64, 12);
  });

  it.each([
    ['agree', ['B-A . . .', 'B-A . . .', 'B-A . . .', 'B-A . . .']],
    ['disagree', ['B-A . . .', '. B-A . .', '. . B-A .', '. . . B-A']],
  ])('does not depend on whether the annotators %s: only on how much each marks', (_, rows) => {
    // Marks on a token ~ binomial(4, ¼): scores 0, ¾ and 1 with 32.0 %, 46.9 % and 21.1 %.
    const input = inputOf([rows], [0.25, 0.25, 0.25, 0.25]);
    const at = (q: number): number => permutationBaseline(input, { seed: 7, percentile: q });
    expect([at(30), at(34), at(77), at(81), at(95)]).toEqual([0, 0.75, 0.75, 1, 1]);
  });

  it('is the plain percentile where documents have one token and nothing can be turned', () => {
    const input = inputOf(
      [
        ['B-A', '.', '.'],
        ['B-A', 'B-A', '.'],
        ['B-A', 'B-B', null],
        ['.', '.', '.'],
      ],
      [0.5, 0.3, 0.2],
    );
    for (const q of [50, 80, 95]) {
      expect(permutationBaseline(input, { seed: 3, percentile: q, minScores: 4 })).toBeCloseTo(
        percentile(tokenMetrics(input).score, q),
        12,
      );
    }
  });

  it('is 0 where nobody marks anything, and where there is no token', () => {
    expect(permutationBaseline(inputOf([['. . .', '. . .']], [0.5, 0.5]), { seed: 1 })).toBe(0);
    expect(permutationBaseline(inputOf([], [0.5, 0.5]), { seed: 1 })).toBe(0);
  });

  it('is the same for the same seed', () => {
    const input = inputOf([['B-A I-A . B-B . .', '. B-A . . B-B .', 'B-A . . . . .']], [0.5, 0.3, 0.2]);
    const once = (seed: number): number =>
      permutationBaseline(input, { seed, percentile: 70, minScores: 30 });
    expect(once(5)).toBe(once(5));
    expect(new Set([1, 2, 3, 4, 5, 6, 7, 8].map(once)).size).toBeGreaterThan(1);
  });
});

const tag = fc.constantFrom('.', 'B-A', 'I-A', 'B-B', 'I-B');
const row = fc.option(fc.array(tag, { minLength: 6, maxLength: 6 }).map((tags) => tags.join(' ')));
const documents = fc.array(fc.tuple(row, row, row), { minLength: 1, maxLength: 4 });

describe('rotateLabels', () => {
  it('keeps the types each annotator marks in a document, in their circular order, and who is absent', () => {
    fc.assert(
      fc.property(documents, fc.integer(), (rows, seed) => {
        const { table } = inputOf(rows, [0.5, 0.3, 0.2]);
        const turned = rotateLabels(table, createRandom(seed));
        table.documents.forEach((document, d) => {
          for (let k = 0; k < 3; k += 1) {
            const types = (codes: Int16Array): number[] =>
              document.tokens.map((_, index) => {
                const code = codes[(table.starts[d]! + index) * 3 + k]!;
                return code < 0 ? code : (code + 1) >> 1;
              });
            const before = types(table.codes);
            const after = types(turned.codes);
            const turns = before.map((_, offset) => [...before.slice(offset), ...before.slice(0, offset)]);
            expect(turns).toContainEqual(after);
          }
        });
      }),
    );
  });

  it('starts no document inside a span', () => {
    fc.assert(
      fc.property(documents, fc.integer(), (rows, seed) => {
        const { table } = inputOf(rows, [0.5, 0.3, 0.2]);
        const { codes } = rotateLabels(table, createRandom(seed));
        table.documents.forEach((_, d) => {
          for (let k = 0; k < 3; k += 1) {
            const code = codes[table.starts[d]! * 3 + k]!;
            expect(code <= 0 || code % 2 === 1).toBe(true);
          }
        });
      }),
    );
  });

  it('is needed: labels exchanged between annotators of equal weight change no score', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(tag, tag, tag, tag), { minLength: 1, maxLength: 8 }),
        fc.integer(),
        (tokens, seed) => {
          const random = createRandom(seed);
          const scores = (columns: readonly (readonly string[])[]): number[] => {
            const rows = [0, 1, 2, 3].map((k) => columns.map((labels) => labels[k]).join(' '));
            return [...tokenMetrics(inputOf([rows], [0.25, 0.25, 0.25, 0.25])).score];
          };
          expect(scores(tokens.map((labels) => random.shuffled(labels)))).toEqual(scores(tokens));
        },
      ),
    );
  });
});

describe('withinBudget', () => {
  const spots = [0.5, 0.9, 0.7, 0.9].map((meanScore, id) => ({ id, meanScore }));
  const kept = (budget: number | null, agreement: number): number[] =>
    withinBudget(spots, budget, agreement).map(({ id }) => id);

  it('keeps all without a budget', () => {
    expect(kept(null, 0.9)).toEqual([0, 1, 2, 3]);
  });

  it('keeps the strongest, the earlier of equals, in document order', () => {
    expect(kept(3, 0)).toEqual([1, 2, 3]);
    expect(kept(2, 0.5)).toEqual([1]);
  });

  it('shrinks with agreement, to none where all agree', () => {
    expect([0, 0.25, 0.5, 0.75, 1].map((agreement) => kept(4, agreement).length)).toEqual([4, 3, 2, 1, 0]);
    expect(kept(10, 0.9)).toEqual([1]); // 10 · 0.1 is a little more than 1 in floating point
  });
});
