import type { RunSettings } from '#shared/domain/run-settings.ts';
import { countGoldDocuments, documentKeys, readGold } from '#core/store/document-table.ts';
import type { Database } from '#core/store/open-store.ts';
import {
  readDocumentSet,
  readDocumentSetQuality,
  type StoredDocumentSet,
} from '#core/store/document-set-table.ts';
import type { RunRow } from '#core/store/run-table.ts';
import { readAllAnnotators } from '#core/store/setup-tables.ts';
import { chooseDocuments } from './choose-documents.ts';
import type { RunDeps } from './ports.ts';

/** Document sets of one iteration; the probe set is the same in every iteration, and empty without early stopping. */
export interface IterationDocuments {
  readonly main: StoredDocumentSet;
  readonly probe: StoredDocumentSet;
}

/** Smallest probe set that is worth a comparison. */
const smallestProbe = 5;
/** Of the documents a run may use, the probe set takes one in three at most: the rest is what the loop learns from. */
const probeShare = 3;

/** Documents of the probe set in a pool of `poolSize`: as many as wished, at most a third. */
export function probeSize(wished: number, poolSize: number): number {
  return Math.min(wished, Math.floor(poolSize / probeShare));
}

/** What keeps early stopping from working in this project; null = nothing. */
export function earlyStoppingProblem(
  db: Database,
  settings: Pick<RunSettings, 'earlyStopping' | 'goldSupervision'>,
): string | null {
  if (!settings.earlyStopping) return null;
  const documents = documentKeys(db).length - documentsWithout(db, settings).size;
  const needed = smallestProbe * probeShare;
  if (documents >= needed) return null;
  return `Early stopping needs at least ${needed} documents, because a third of them is its check set; there are ${documents}. Import more documents or switch early stopping off.`;
}

/**
 * Chooses the documents of an iteration: the probe set with the first, then in every iteration a set of documents that
 * no earlier one has used, as far as the corpus allows.
 * @throws {AppError} NO_DOCUMENTS where the corpus is empty
 */
export async function chooseIterationDocuments(
  deps: RunDeps,
  run: RunRow,
  iteration: number,
  signal: AbortSignal,
): Promise<IterationDocuments> {
  const { settings } = run;
  const excluded = documentsWithout(deps.db, settings);
  const used = new Set<number>();
  for (let earlier = 0; earlier < iteration; earlier += 1) {
    for (const key of readDocumentSet(deps.db, run.runKey, earlier, 'main')) used.add(key);
  }
  // Only a pool that uses Ollama anyway may ask it for vectors; built-in annotators need no server at all.
  const usesOllama = readAllAnnotators(deps.db).some(
    ({ config }) => config.kind === 'ollama' && settings.annotatorIds.includes(config.id),
  );
  const pool = { db: deps.db, embed: usesOllama ? deps.models.embed : undefined };
  let probe: StoredDocumentSet = {
    keys: readDocumentSet(deps.db, run.runKey, 0, 'probe'),
    quality: readDocumentSetQuality(deps.db, run.runKey, 0, 'probe'),
  };
  if (iteration === 0 && settings.earlyStopping) {
    const size = probeSize(settings.probeSetSize, documentKeys(deps.db).length - excluded.size);
    probe = await chooseDocuments(pool, size, new Set(), excluded, settings.seed + 7919, signal);
  }
  const withoutProbe = new Set([...excluded, ...probe.keys]);
  const main = await chooseDocuments(
    pool,
    settings.setSize,
    used,
    withoutProbe,
    settings.seed + iteration,
    signal,
  );
  return { main, probe };
}

/** Gold supervision needs gold: documents without are left out of its sets. */
function documentsWithout(db: Database, settings: Pick<RunSettings, 'goldSupervision'>): Set<number> {
  return new Set(
    settings.goldSupervision && countGoldDocuments(db) > 0
      ? documentKeys(db).filter((key) => readGold(db, key) === null)
      : [],
  );
}
