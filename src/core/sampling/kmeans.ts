import type { Random } from './random.ts';
import { addTo, dot, type SparseVector } from './sparse-vector.ts';

export interface KMeansOptions {
  /** Independent starts, the best result counts. Default 10. */
  readonly starts?: number;
  /** Limit of rounds per start. Default 300. */
  readonly maxRounds?: number;
  /** Length of the vectors. */
  readonly dimensions: number;
}

export interface Clustering {
  /** Cluster of every vector. */
  readonly assignment: Int32Array;
  /** Mean of every cluster (the zero vector for an empty one). */
  readonly centres: readonly Float64Array[];
  /** Sum of squared distances to the own centre. */
  readonly inertia: number;
}

/**
 * Seeded k-means (Lloyd's rounds, k-means++ starts, Euclidean distance) on sparse vectors.
 * Ties go to the lower cluster number. A cluster may end empty. A start ends when nothing moves or the inertia falls by
 * less than 0.01 %.
 * Source: Lloyd (1982); Arthur & Vassilvitskii (2007); settings from method.md 7.1.
 * @param clusterCount 1 .. vectors.length
 */
export function kmeans(
  vectors: readonly SparseVector[],
  clusterCount: number,
  random: Random,
  options: KMeansOptions,
): Clustering {
  const steps = kmeansSteps(vectors, clusterCount, random, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same, yielding after every round, for callers that must not hold their thread for seconds. */
export function* kmeansSteps(
  vectors: readonly SparseVector[],
  clusterCount: number,
  random: Random,
  { starts = 10, maxRounds = 300, dimensions }: KMeansOptions,
): Generator<void, Clustering> {
  const norms = vectors.map((vector) => dot(vector, vector));
  let best: Clustering | undefined;
  for (let start = 0; start < starts; start += 1) {
    const seeds = chooseSeeds(vectors, norms, clusterCount, random);
    const clustering = yield* lloyd(vectors, norms, seeds, dimensions, maxRounds);
    if (best === undefined || clustering.inertia < best.inertia) best = clustering;
  }
  return best ?? { assignment: new Int32Array(0), centres: [], inertia: 0 };
}

/** k-means++: each next seed is drawn with probability proportional to its squared distance to the seeds so far. */
function chooseSeeds(
  vectors: readonly SparseVector[],
  norms: readonly number[],
  count: number,
  random: Random,
): SparseVector[] {
  const seeds: SparseVector[] = [];
  const distances = new Float64Array(vectors.length).fill(Infinity);
  let next = random.integer(vectors.length);
  while (seeds.length < count) {
    const seed = vectors[next];
    if (seed === undefined) break;
    seeds.push(seed);
    let total = 0;
    for (let v = 0; v < vectors.length; v += 1) {
      const vector = vectors[v] as SparseVector;
      const distance = Math.max(0, (norms[v] as number) + (norms[next] as number) - 2 * dot(vector, seed));
      distances[v] = Math.min(distances[v] as number, distance);
      total += distances[v] as number;
    }
    if (total <= 0) {
      next = random.integer(vectors.length); // only copies are left
      continue;
    }
    let target = random.next() * total;
    next = 0;
    while (next < vectors.length - 1 && target >= (distances[next] as number))
      target -= distances[next++] as number;
  }
  return seeds;
}

/** Rounds end when the inertia falls by less than this share. */
const tolerance = 1e-4;

function* lloyd(
  vectors: readonly SparseVector[],
  norms: readonly number[],
  seeds: readonly SparseVector[],
  dimensions: number,
  maxRounds: number,
): Generator<void, Clustering> {
  let centres = seeds.map((seed): Float64Array => {
    const centre = new Float64Array(dimensions);
    addTo(centre, seed);
    return centre;
  });
  const assignment = new Int32Array(vectors.length).fill(-1);
  let inertia = Infinity;
  for (let round = 0; round < maxRounds; round += 1) {
    const before = inertia;
    const assigned = assign(vectors, norms, centres, assignment, dimensions);
    inertia = assigned.inertia;
    if (!assigned.changed || before - inertia <= tolerance * inertia) break;
    centres = meansOf(vectors, assignment, centres, dimensions);
    yield;
  }
  return { assignment, centres, inertia };
}

/** Assigns every vector to its nearest centre, in place. */
function assign(
  vectors: readonly SparseVector[],
  norms: readonly number[],
  centres: readonly Float64Array[],
  assignment: Int32Array,
  dimensions: number,
): { changed: boolean; inertia: number } {
  const count = centres.length;
  const centreNorms = centres.map((centre) => centre.reduce((sum, value) => sum + value * value, 0));
  // All centres side by side per dimension: each entry of a vector then reads one stretch of memory.
  const table = new Float64Array(dimensions * count);
  centres.forEach((centre, c) => {
    for (let d = 0; d < dimensions; d += 1) table[d * count + c] = centre[d] as number;
  });
  const products = new Float64Array(count);
  let changed = false;
  let inertia = 0;
  vectors.forEach(({ indices, values }, v) => {
    products.fill(0);
    for (let entry = 0; entry < indices.length; entry += 1) {
      const row = (indices[entry] as number) * count;
      const value = values[entry] as number;
      for (let c = 0; c < count; c += 1) {
        products[c] = (products[c] as number) + value * (table[row + c] as number);
      }
    }
    let nearest = 0;
    let smallest = Infinity;
    for (let c = 0; c < count; c += 1) {
      const distance = (norms[v] as number) + (centreNorms[c] as number) - 2 * (products[c] as number);
      if (distance < smallest) {
        smallest = distance;
        nearest = c;
      }
    }
    if (assignment[v] !== nearest) changed = true;
    assignment[v] = nearest;
    inertia += Math.max(0, smallest);
  });
  return { changed, inertia };
}

/** Mean of each cluster; an empty one keeps its old centre. */
function meansOf(
  vectors: readonly SparseVector[],
  assignment: Int32Array,
  old: readonly Float64Array[],
  dimensions: number,
): Float64Array[] {
  const sizes = new Int32Array(old.length);
  const sums = old.map((): Float64Array => new Float64Array(dimensions));
  vectors.forEach((vector, v) => {
    const cluster = assignment[v] as number;
    sizes[cluster] = (sizes[cluster] as number) + 1;
    const sum = sums[cluster];
    if (sum !== undefined) addTo(sum, vector);
  });
  return sums.map((sum, cluster) => {
    const size = sizes[cluster] as number;
    return size === 0 ? (old[cluster] ?? sum) : sum.map((value) => value / size);
  });
}
