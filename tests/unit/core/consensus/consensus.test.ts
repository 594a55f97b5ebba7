import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bioVote, consensusTags, wellFormedTags } from '#core/consensus/bio-vote.ts';
import { consensusOfVotes } from '#core/consensus/consensus-of-votes.ts';
import { coalitionOf, eliteTags } from '#core/consensus/elite.ts';
import { ioVote } from '#core/consensus/io-vote.ts';
import { majorityIndex } from '#core/consensus/majority-label.ts';
import { presentWeights } from '#core/consensus/present-weights.ts';
import { hybridWeights, kappaOnlyWeights, normalise, reliabilityWeights } from '#core/consensus/weights.ts';
import { annotationTable } from '#core/labels/annotation-table.ts';
import { tokenSpansFromTags } from '#core/labels/tags-to-spans.ts';

describe('weights', () => {
  it('gives exactly 0 to the worst kappa where one is negative', () => {
    expect(kappaOnlyWeights([-0.2, 0.1, 0.4])).toEqual([
      0,
      expect.closeTo(1 / 3, 12),
      expect.closeTo(2 / 3, 12),
    ]);
  });

  it('is uniform where nothing can be weighed, and 1 for a single annotator', () => {
    expect(normalise([0, 0, 0, 0])).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(hybridWeights([0], [0])).toEqual([1]);
    expect(normalise([])).toEqual([]);
  });

  it('mixes half and half: f = .6/.2, kappa = .1/.3 gives .5/.5', () => {
    for (const weight of hybridWeights([0.6, 0.2], [0.1, 0.3])) expect(weight).toBeCloseTo(0.5, 12);
  });

  it('refuses shares that do not sum to 1', () => {
    expect(() => hybridWeights([1], [1], 0.7, 0.7)).toThrow('a + b must be 1, got 0.7 + 0.7');
    expect(() => hybridWeights([1], [1], Number.NaN, 1)).toThrow('a + b must be 1');
  });

  it('keeps a voice for an annotator that agrees with nobody', () => {
    expect(reliabilityWeights([0, 0.9])).toEqual([expect.closeTo(0.1, 12), expect.closeTo(0.9, 12)]);
  });

  it('sums to 1', () => {
    const means = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(means, (values) => {
        const total = hybridWeights(
          values,
          values.map((value) => value - 0.5),
        ).reduce((a, b) => a + b, 0);
        expect(total).toBeCloseTo(1, 9);
      }),
    );
  });

  it('shares the weight of missing annotators among the others, equally where theirs is 0', () => {
    expect(presentWeights([0.5, 0.3, 0.2], [true, false, true])).toEqual([
      expect.closeTo(5 / 7, 12),
      0,
      expect.closeTo(2 / 7, 12),
    ]);
    expect(presentWeights([1, 0, 0], [0, 1, 1])).toEqual([0, 0.5, 0.5]);
  });
});

describe('votes', () => {
  it('gives a tie within 1e-9 to the label named first in annotator order', () => {
    expect(bioVote(['B-A', 'O', 'O'], [0.5, 0.25, 0.25 + 1e-12])).toBe('B-A');
    expect(bioVote(['B-A', 'O', 'O'], [0.5, 0.25, 0.26])).toBe('O');
    expect(bioVote([], [])).toBe('O');
    expect(majorityIndex([0.1, 0.4, 0.4])).toBe(1);
  });

  it('keeps adjacent entities of one type apart, which an IO vote glues', () => {
    const labels = { a: ['B-A', 'B-A'], b: ['B-A', 'B-A'] };
    expect(consensusTags({ tokens: ['x', 'y'], labels }, ['a', 'b'], [0.5, 0.5])).toEqual(['B-A', 'B-A']);
    expect(ioVote(Object.values(labels), [0.5, 0.5])).toEqual(['B-A', 'I-A']);
    expect(ioVote([], [])).toEqual([]);
  });

  it('lets missing annotators abstain, and is null where all are missing', () => {
    const document = { tokens: ['x'], labels: { b: ['B-B'], c: ['O'] } };
    expect(consensusTags(document, ['a', 'b', 'c'], [0.8, 0.15, 0.05])).toEqual(['B-B']);
    expect(consensusTags(document, ['a'], [1])).toBeNull();
    expect(eliteTags(document, ['a', 'b', 'c'], [0.1, 0.6, 0.3])).toEqual(['B-B']);
    expect(eliteTags(document, ['a', 'b', 'c'], [0.8, 0.15, 0.05])).toBeNull();
  });

  it('writes a span that opens with I- as B-', () => {
    expect(wellFormedTags(['I-A', 'I-A', 'B-A', 'I-B', 'O'])).toEqual(['B-A', 'I-A', 'B-A', 'B-B', 'O']);
  });

  it('takes at least one and at most all annotators into the coalition', () => {
    expect(coalitionOf([0.2, 0.5, 0.3], 0)).toEqual([1]);
    expect(coalitionOf([0.2, 0.5, 0.3], 0.8)).toEqual([1, 2]);
    expect(coalitionOf([0.2, 0.5, 0.3], 2)).toEqual([1, 2, 0]);
    expect(coalitionOf([1 / 3, 1 / 3 + 1e-16, 1 / 3], 0.5)).toEqual([0, 1]);
    expect(coalitionOf([], 0.5)).toEqual([]);
  });

  it('counts votes fast and slow alike', () => {
    const tag = fc.constantFrom('O', 'B-A', 'I-A', 'B-B', 'I-B');
    const row = fc.array(tag, { minLength: 6, maxLength: 6 });
    const weight = fc.integer({ min: 0, max: 5 });
    fc.assert(
      fc.property(row, row, row, fc.tuple(weight, weight, weight), (a, b, c, weights) => {
        const document = { id: 'd', tokens: a, labels: { a, b, c } };
        const slow = consensusTags(document, ['a', 'b', 'c'], weights)!;
        const table = annotationTable([document], ['a', 'b', 'c']);
        const shares = presentWeights(weights, [1, 1, 1]);
        const votes = Int16Array.from(a, (_, token) =>
          table.tags.indexOf(bioVote([a[token]!, b[token]!, c[token]!], shares)),
        );
        expect(consensusOfVotes(table, votes)['d']).toEqual(slow);
        expect(tokenSpansFromTags(slow)).toEqual(tokenSpansFromTags(wellFormedTags(slow)));
      }),
    );
  });
});
