import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { ngramBuckets, tfidfVectors } from '#core/sampling/char-ngram-tfidf.ts';
import { maxClusteredPool, selectDocumentSet, setQuality } from '#core/sampling/document-sets.ts';
import { kmeans } from '#core/sampling/kmeans.ts';
import { createRandom } from '#core/sampling/random.ts';
import { dot, fromDense } from '#core/sampling/sparse-vector.ts';

// Properties make thousands of assertions; a busy machine needs more than the default five seconds.
vi.setConfig({ testTimeout: 60_000 });

describe('createRandom', () => {
  it('gives the published first numbers of mulberry32 for seed 0, and the same again', () => {
    const random = createRandom(0);
    expect([random.next(), random.next()].map((value) => Math.round(value * 2 ** 32))).toEqual([
      1144304738, 1416247,
    ]);
    expect(createRandom(0).next()).toBe(createRandom(0).next());
    expect(createRandom(1).next()).not.toBe(createRandom(0).next());
  });

  it('shuffles a copy: all items, nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
        const before = [...items];
        const shuffled = createRandom(seed).shuffled(items);
        expect(items).toEqual(before);
        expect(shuffled.toSorted((a, b) => a - b)).toEqual(before.toSorted((a, b) => a - b));
      }),
    );
  });
});

const topics = [
  ...Array.from({ length: 8 }, (_, n) => `The striker scored goal number ${n} of the football match`),
  ...Array.from({ length: 8 }, (_, n) => `Enzyme inhibition assay ${n} of kinase proteins in plasma`),
  ...Array.from({ length: 8 }, (_, n) => `東京都議会は第${n}号議案を可決した`),
];

describe('tfidfVectors', () => {
  it('gives unit vectors, the zero vector for a blank text, and likens like texts', () => {
    const vectors = tfidfVectors([...topics, ' \n ', '']);
    for (const vector of vectors.slice(0, topics.length)) {
      expect(dot(vector, vector)).toBeCloseTo(1, 12);
      expect(vector.indices.at(-1)).toBeLessThan(ngramBuckets);
      expect([...vector.indices]).toEqual([...vector.indices].sort((a, b) => a - b));
    }
    expect(vectors.at(-1)!.indices).toHaveLength(0);
    expect(vectors.at(-2)!.indices).toHaveLength(0);
    expect(dot(vectors[0]!, vectors[1]!)).toBeGreaterThan(3 * dot(vectors[0]!, vectors[8]!));
  });

  it('keeps the 128 heaviest entries of a long text, ties by bucket, at length 1', () => {
    const long = Array.from({ length: 400 }, (_, n) => `word${n * 7919}`).join(' ');
    const [vector] = tfidfVectors([long, 'short']);
    expect(vector!.indices).toHaveLength(128);
    expect(dot(vector!, vector!)).toBeCloseTo(1, 12);
    expect([...vector!.indices]).toEqual([...vector!.indices].sort((a, b) => a - b));
  });

  it('scales dense embeddings to length 1', () => {
    expect([...fromDense([3, 4]).values]).toEqual([0.6, 0.8]);
    expect([...fromDense([0, 0]).values]).toEqual([0, 0]);
  });
});

describe('kmeans', () => {
  it('finds three topics', () => {
    const { assignment } = kmeans(tfidfVectors(topics), 3, createRandom(1), { dimensions: ngramBuckets });
    const groups = [0, 8, 16].map((from) => [...new Set(assignment.slice(from, from + 8))]);
    expect(groups.map((group) => group.length)).toEqual([1, 1, 1]);
    expect(new Set(groups.flat()).size).toBe(3);
  });

  it('copes with copies, with fewer points than clusters, and with no start', () => {
    const copies = tfidfVectors(['same', 'same', 'same']);
    const { assignment, centres, inertia } = kmeans(copies, 2, createRandom(1), { dimensions: ngramBuckets });
    expect([...assignment]).toEqual([0, 0, 0]);
    expect(centres).toHaveLength(2);
    expect(inertia).toBeCloseTo(0, 9);
    expect(kmeans([], 1, createRandom(1), { dimensions: 1 }).assignment).toHaveLength(0);
    expect(kmeans(copies, 1, createRandom(1), { dimensions: 1, starts: 0 }).centres).toEqual([]);
    expect(
      kmeans(copies, 2, createRandom(1), { dimensions: ngramBuckets, maxRounds: 1 }).inertia,
    ).toBeCloseTo(0, 9);
  });
});

describe('selectDocumentSet', () => {
  const vectors = tfidfVectors(topics);
  const pool = topics.map((_, index) => index);

  it('takes one document of each topic', () => {
    const { members, quality } = selectDocumentSet(vectors, pool, 3, 42);
    expect(members.map((member) => Math.floor(member / 8)).sort()).toEqual([0, 1, 2]);
    expect(quality.diversity).toBeGreaterThan(setQuality(vectors, [0, 1, 2], pool).diversity);
    expect(quality.representativeness).toBeGreaterThan(
      setQuality(vectors, [0, 1, 2], pool).representativeness,
    );
  });

  it('is repeatable by seed, disjoint over rounds, and takes all that is left', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 4, max: 10 }), (seed, size) => {
        let left = pool;
        while (left.length > 0) {
          const { members } = selectDocumentSet(vectors, left, size, seed);
          expect(selectDocumentSet(vectors, left, size, seed).members).toEqual(members);
          expect(new Set(members).size).toBe(Math.min(size, left.length));
          for (const member of members) expect(left).toContain(member);
          left = left.filter((document) => !members.includes(document));
        }
      }),
      { numRuns: 5 },
    );
  });

  it('fills empty clusters with other documents', () => {
    const same = tfidfVectors(['x', 'x', 'x', 'x']);
    expect(new Set(selectDocumentSet(same, [0, 1, 2, 3], 3, 1).members).size).toBe(3);
  });

  it('has quality 0 where there is nothing to measure', () => {
    expect(selectDocumentSet(vectors, [], 5, 1)).toEqual({
      members: [],
      quality: { diversity: 0, representativeness: 0 },
    });
    expect(selectDocumentSet(vectors, pool, 0, 1).members).toEqual([]);
    expect(setQuality([], [99], [99])).toEqual({ diversity: 0, representativeness: 0 });
  });

  it('clusters a sample of a large pool, so that time does not grow with it', () => {
    const many = Array.from({ length: 3 * maxClusteredPool }, (_, index) => index);
    const repeated = many.map((index) => vectors[index % vectors.length]!);
    const { members } = selectDocumentSet(repeated, many, 3, 7);
    expect(members.map((member) => Math.floor((member % 24) / 8)).sort()).toEqual([0, 1, 2]);
    expect(Math.max(...members)).toBeLessThan(many.length);
  });
});
