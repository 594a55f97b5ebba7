import { AppError } from '#shared/errors.ts';
import { createRandom } from '#core/sampling/random.ts';
import type { DocumentSetQuality } from '#shared/domain/run.ts';
import { documentSetSteps, maxClusteredPool, setQuality } from '#core/sampling/document-sets.ts';
import { fromDense, type SparseVector } from '#core/sampling/sparse-vector.ts';
import { tfidfVectors } from '#core/sampling/char-ngram-tfidf.ts';
import type { StoredDocumentSet } from '#core/store/document-set-table.ts';
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
 * @returns document keys in a fixed order, and how well they cover what they were chosen from
 * @throws {AppError} NO_DOCUMENTS where the corpus is empty
 */
export async function chooseDocuments(
  deps: DocumentPool,
  size: number,
  used: ReadonlySet<number>,
  excluded: ReadonlySet<number>,
  seed: number,
  signal: AbortSignal,
): Promise<StoredDocumentSet> {
  const all = documentKeys(deps.db).filter((key) => !excluded.has(key));
  if (all.length === 0) {
    throw new AppError('NO_DOCUMENTS', 'The project has no documents to annotate.', {
      action: 'Import a corpus first.',
    });
  }
  const fresh = all.filter((key) => !used.has(key));
  const certain = fresh.length > size ? [] : fresh;
  const open = sampleKeys(
    fresh.length > size ? fresh : all.filter((key) => used.has(key)),
    maxClusteredPool,
    seed,
  );
  const pool = [...certain, ...open];
  const { basis, vectors } = await vectorsOf(deps, pool, signal);
  const places = pool.map((_, index) => index);
  const chosen = await breatheThrough(
    documentSetSteps(vectors, places.slice(certain.length), size - certain.length, seed),
  );
  const members = [...places.slice(0, certain.length), ...chosen.members];
  return {
    keys: members.map((index) => pool[index]).filter((key) => key !== undefined),
    quality: {
      basis,
      pool: pool.length,
      ...(certain.length === 0 ? chosen.quality : setQuality(vectors, members, places)),
    },
  };
}

async function vectorsOf(
  deps: DocumentPool,
  keys: readonly number[],
  signal: AbortSignal,
): Promise<{ basis: DocumentSetQuality['basis']; vectors: readonly SparseVector[] }> {
  const texts = readDocumentsByKey(deps.db, keys).map((document) => document.text);
  const embedded = (await deps.embed?.(texts, signal)) ?? null;
  return embedded === null
    ? { basis: 'tf-idf', vectors: tfidfVectors(texts) }
    : { basis: 'embedding', vectors: embedded.map(fromDense) };
}

/** Texts of a larger pool are not even read: a seeded sample without replacement, in ascending key order. */
function sampleKeys(keys: readonly number[], limit: number, seed: number): number[] {
  if (keys.length <= limit) return [...keys];
  return createRandom(seed)
    .shuffled(keys)
    .slice(0, limit)
    .sort((a, b) => a - b);
}
