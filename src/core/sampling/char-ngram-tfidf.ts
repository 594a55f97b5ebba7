import type { SparseVector } from './sparse-vector.ts';

/** Vectors live in this many dimensions; n-grams that share a bucket are counted together. */
export const ngramBuckets = 4096;
const sizes = [3, 4, 5] as const;
/** Beginning of a text that is looked at, in UTF-16 units: what a text is about shows early, and cost stays bounded. */
const maxLength = 20_000;

/**
 * TF-IDF vectors of hashed character n-grams (3 to 5, lower-cased, white space runs as one space): an offline stand-in
 * for sentence embeddings that needs no model and no word borders, so it works for every language.
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
  return counted.map(({ indices, counts }) => {
    const values = Float64Array.from(counts, (count, entry) => {
      const frequency = documentFrequency[indices[entry] as number] as number;
      return (1 + Math.log(count)) * (Math.log((1 + texts.length) / (1 + frequency)) + 1);
    });
    const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
    return { indices, values: values.map((value) => value / length) };
  });
}

/** Counts n-grams into `counts`; returns the touched buckets, ascending. */
function countNgrams(text: string, counts: Int32Array): Int32Array {
  const normal = ` ${text.slice(0, maxLength).toLowerCase().replace(/\s+/gu, ' ').trim()} `;
  const touched: number[] = [];
  if (normal.length <= 2) return new Int32Array(0);
  for (let start = 0; start < normal.length; start += 1) {
    let hash = 0x811c9dc5; // FNV-1a over UTF-16 units
    for (let size = 1; size <= 5 && start + size <= normal.length; size += 1) {
      hash = Math.imul(hash ^ normal.charCodeAt(start + size - 1), 0x01000193);
      if (size < sizes[0]) continue;
      const bucket = (hash ^ (hash >>> 15)) & (ngramBuckets - 1);
      if (counts[bucket] === 0) touched.push(bucket);
      counts[bucket] = (counts[bucket] as number) + 1;
    }
  }
  return Int32Array.from(touched).sort();
}
