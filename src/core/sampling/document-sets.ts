import { kmeansSteps } from './kmeans.ts';
import { createRandom } from './random.ts';
import { addTo, dot, dotDense, type SparseVector } from './sparse-vector.ts';

/** Pools larger than this are clustered on a seeded random sample of this size. */
export const maxClusteredPool = 2_000;

export interface DocumentSet {
  /** Chosen pool indices, in the order of the clusters. */
  readonly members: readonly number[];
  readonly quality: SetQuality;
}

export interface SetQuality {
  /** 1 − mean pairwise cosine of the members; 0 for fewer than two. Higher = more varied. */
  readonly diversity: number;
  /** Cosine of the members' centroid with the pool's centroid, 0..1. Higher = more like the pool. */
  readonly representativeness: number;
}

/**
 * Chooses the document set of one iteration: k-means with k = size on the pool, then from each cluster the document
 * nearest its centre (ties: first in the pool); an empty cluster is made up for by a random document. Fewer documents
 * than `size`: all of them. Pools over `maxClusteredPool` are clustered on a seeded sample, so the cost does not grow
 * with the corpus. The caller takes the chosen out of the pool before the next iteration.
 * Source: method.md 7.1.
 * @param vectors of all documents, unit length (`tfidfVectors`, or embeddings through `fromDense`)
 * @param pool indices of the documents not used yet
 * @param size ≥ 0
 */
export function selectDocumentSet(
  vectors: readonly SparseVector[],
  pool: readonly number[],
  size: number,
  seed: number,
): DocumentSet {
  const steps = documentSetSteps(vectors, pool, size, seed);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same, yielding after every round of the clustering. */
export function* documentSetSteps(
  vectors: readonly SparseVector[],
  pool: readonly number[],
  size: number,
  seed: number,
): Generator<void, DocumentSet> {
  if (pool.length <= size) return { members: [...pool], quality: setQuality(vectors, pool, pool) };
  const random = createRandom(seed);
  const sample =
    pool.length <= maxClusteredPool
      ? pool
      : random
          .shuffled(pool)
          .slice(0, Math.max(maxClusteredPool, size))
          .sort((a, b) => a - b);
  const sampled = sample.map((document) => vectorAt(vectors, document));
  const dimensions = dimensionsOf(sampled);
  const members: number[] = [];
  if (size > 0) {
    const { assignment, centres } = yield* kmeansSteps(sampled, size, random, { dimensions });
    const chosen = new Set<number>();
    centres.forEach((centre, cluster) => {
      const nearest = nearestMember(sampled, assignment, centre, cluster);
      if (nearest !== null) chosen.add(nearest);
    });
    const rest = random.shuffled(sample.map((_, index) => index).filter((index) => !chosen.has(index)));
    for (const index of [...chosen, ...rest].slice(0, size)) members.push(sample[index] as number);
  }
  return { members, quality: setQuality(vectors, members, pool) };
}

/** How varied a set is, and how like its pool. */
export function setQuality(
  vectors: readonly SparseVector[],
  members: readonly number[],
  pool: readonly number[],
): SetQuality {
  const chosen = members.map((document) => vectorAt(vectors, document));
  let sum = 0;
  let pairs = 0;
  chosen.forEach((vector, i) => {
    for (let j = i + 1; j < chosen.length; j += 1) {
      sum += dot(vector, chosen[j] ?? vector);
      pairs += 1;
    }
  });
  const all = pool.map((document) => vectorAt(vectors, document));
  const dimensions = dimensionsOf(all);
  return {
    diversity: pairs === 0 ? 0 : 1 - sum / pairs,
    representativeness: cosine(sumOf(chosen, dimensions), sumOf(all, dimensions)),
  };
}

const emptyVector: SparseVector = { indices: new Int32Array(0), values: new Float64Array(0) };

function vectorAt(vectors: readonly SparseVector[], document: number): SparseVector {
  return vectors[document] ?? emptyVector;
}

function dimensionsOf(vectors: readonly SparseVector[]): number {
  return vectors.reduce((length, { indices }) => Math.max(length, (indices.at(-1) ?? -1) + 1), 0);
}

/** The vector of a cluster with the smallest Euclidean distance to its centre; null for an empty cluster. */
function nearestMember(
  vectors: readonly SparseVector[],
  assignment: Int32Array,
  centre: Float64Array,
  cluster: number,
): number | null {
  let nearest: number | null = null;
  let smallest = Infinity;
  vectors.forEach((vector, index) => {
    if (assignment[index] !== cluster) return;
    const distance = dot(vector, vector) - 2 * dotDense(vector, centre); // + |centre|², the same for all
    if (distance < smallest) {
      smallest = distance;
      nearest = index;
    }
  });
  return nearest;
}

function sumOf(vectors: readonly SparseVector[], dimensions: number): Float64Array {
  const sum = new Float64Array(dimensions);
  for (const vector of vectors) addTo(sum, vector);
  return sum;
}

function cosine(a: Float64Array, b: Float64Array): number {
  let product = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let index = 0; index < a.length; index += 1) {
    const x = a[index] as number;
    const y = b[index] as number;
    product += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  return squaresA === 0 || squaresB === 0 ? 0 : product / Math.sqrt(squaresA * squaresB);
}
