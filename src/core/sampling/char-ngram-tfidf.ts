import type { SparseVector } from './sparse-vector.ts';

/** Vectors live in this many dimensions; n-grams that share a bucket are counted together. */
export const ngramBuckets = 4096;
const shortest = 3;
const longest = 4;
/** Beginning of a text that is looked at, in UTF-16 units: what a text is about shows early, and cost stays bounded. */
const maxLength = 4_000;
/** Entries kept per vector, the heaviest: enough to tell documents apart, and 100,000 vectors still fit in memory. */
const maxEntries = 128;

/**
 * TF-IDF vectors of hashed character n-grams (3 and 4, lower-cased, white space runs as one space): an offline stand-in
 * for sentence embeddings that needs no model and no word borders, so it works for every language.
 * The 128 heaviest n-grams of a text's first 4,000 characters count.
 *   tf = 1 + ln count,  idf = ln((1 + N) / (1 + df)) + 1,  scaled to length 1
 * Source: Salton & Buckley (1988), with the smoothed idf in common use; method.md 7.1 [do].
 * @returns one unit vector per text (the zero vector for texts without a character) in `ngramBuckets` dimensions
 */
export function tfidfVectors(texts: readonly string[]): SparseVector[] {
  const documentFrequency = new Int32Array(ngramBuckets);
  const scratch = new Int32Array(ngramBuckets);
  const counted = texts.map((text) => {
    const indices = countNgrams(text, scratch);
    const counts = indices.map((index) => scratch[index] as number);
    for (const index of indices) {
      documentFrequency[index] = (documentFrequency[index] as number) + 1;
      scratch[index] = 0;
    }
    return { indices, counts };
  });
  const inverse = new Float64Array(ngramBuckets);
  documentFrequency.forEach((frequency, bucket) => {
    inverse[bucket] = Math.log((1 + texts.length) / (1 + frequency)) + 1;
  });
  return counted.map(({ indices, counts }) => {
    const values = new Float64Array(indices.length);
    for (let entry = 0; entry < values.length; entry += 1) {
      values[entry] = (1 + Math.log(counts[entry] as number)) * (inverse[indices[entry] as number] as number);
    }
    return heaviest(indices, values);
  });
}

/** The heaviest entries (ties: lower bucket), in order of bucket, scaled to length 1. */
function heaviest(indices: Int32Array, values: Float64Array): SparseVector {
  const count = Math.min(values.length, maxEntries);
  const border = count < values.length ? (values.toSorted()[values.length - count] as number) : 0;
  let above = 0;
  for (const value of values) if (value > border) above += 1;
  let ties = count - above; // entries equal to the border that still fit
  const kept = { indices: new Int32Array(count), values: new Float64Array(count) };
  let next = 0;
  let squares = 0;
  for (let entry = 0; entry < values.length; entry += 1) {
    const value = values[entry] as number;
    if (value < border || (value === border && ties-- <= 0)) continue;
    kept.indices[next] = indices[entry] as number;
    kept.values[next] = value;
    next += 1;
    squares += value * value;
  }
  const length = Math.sqrt(squares);
  for (let entry = 0; entry < count; entry += 1) kept.values[entry] = (kept.values[entry] as number) / length;
  return kept;
}

/** Counts n-grams into `counts`; returns the touched buckets, ascending. */
function countNgrams(text: string, counts: Int32Array): Int32Array {
  const normal = ` ${text.slice(0, maxLength).toLowerCase().replace(/\s+/gu, ' ').trim()} `;
  const touched: number[] = [];
  if (normal.length <= 2) return new Int32Array(0);
  for (let start = 0; start < normal.length; start += 1) {
    let hash = 0x811c9dc5; // FNV-1a over UTF-16 units
    for (let size = 1; size <= longest && start + size <= normal.length; size += 1) {
      hash = Math.imul(hash ^ normal.charCodeAt(start + size - 1), 0x01000193);
      if (size < shortest) continue;
      const bucket = (hash ^ (hash >>> 15)) & (ngramBuckets - 1);
      if (counts[bucket] === 0) touched.push(bucket);
      counts[bucket] = (counts[bucket] as number) + 1;
    }
  }
  return Int32Array.from(touched).sort();
}
