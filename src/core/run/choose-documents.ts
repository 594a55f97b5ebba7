import { AppError } from '#shared/errors.ts';
import { createRandom } from '#core/sampling/random.ts';
import { documentSetSteps, maxClusteredPool } from '#core/sampling/document-sets.ts';
import { fromDense } from '#core/sampling/sparse-vector.ts';
import { tfidfVectors } from '#core/sampling/char-ngram-tfidf.ts';
import { documentKeys, readDocumentsByKey } from '#core/store/document-table.ts';
import type { Database } from '#core/store/open-store.ts';
import { breatheThrough } from './breathe.ts';
import type { ModelProvider } from './ports.ts';

/** The corpus, and vectors of a model where one may be asked. */
export interface DocumentPool {
  readonly db: Database;
  readonly embed?: ModelProvider['embed'] | undefined;
}

/**
 * Chooses a document set (method.md 7.1): k-means with k = size over the documents not used before, from each cluster
 * the one nearest its centre. When fewer fresh documents than `size` are left, all of them are taken and the rest comes
 * from the whole corpus again, so that small corpora can run all iterations.
 * @param used keys of documents in earlier sets of the run, probe set included
 * @returns document keys in a fixed order
 * @throws {AppError} NO_DOCUMENTS where the corpus is empty
 */
export async function chooseDocuments(
  deps: DocumentPool,
  size: number,
  used: ReadonlySet<number>,
  excluded: ReadonlySet<number>,
  seed: number,
  signal: AbortSignal,
): Promise<number[]> {
  const all = documentKeys(deps.db).filter((key) => !excluded.has(key));
  if (all.length === 0) {
    throw new AppError('NO_DOCUMENTS', 'The project has no documents to annotate.', {
      action: 'Import a corpus first.',
    });
  }
  const fresh = all.filter((key) => !used.has(key));
  if (fresh.length <= size) {
    const again = all.filter((key) => used.has(key));
    const missing = Math.min(size - fresh.length, again.length);
    if (missing <= 0) return fresh;
    return [...fresh, ...(await cluster(deps, again, missing, seed, signal))];
  }
  return cluster(deps, fresh, size, seed, signal);
}

async function cluster(
  deps: DocumentPool,
  keys: readonly number[],
  size: number,
  seed: number,
  signal: AbortSignal,
): Promise<number[]> {
  const pool = sampleKeys(keys, maxClusteredPool, seed);
  const texts = readDocumentsByKey(deps.db, pool).map((document) => document.text);
  const embedded = (await deps.embed?.(texts, signal)) ?? null;
  const vectors = embedded === null ? tfidfVectors(texts) : embedded.map(fromDense);
  const chosen = await breatheThrough(
    documentSetSteps(
      vectors,
      pool.map((_, index) => index),
      size,
      seed,
    ),
  );
  return chosen.members.map((index) => pool[index]).filter((key) => key !== undefined);
}

/** Texts of a larger pool are not even read: a seeded sample without replacement, in ascending key order. */
function sampleKeys(keys: readonly number[], limit: number, seed: number): number[] {
  if (keys.length <= limit) return [...keys];
  return createRandom(seed)
    .shuffled(keys)
    .slice(0, limit)
    .sort((a, b) => a - b);
}
