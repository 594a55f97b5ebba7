import { votes } from '#shared/domain/annotator.ts';
import type { Document } from '#shared/domain/document.ts';
import { AppError, isAbortError, type ErrorData } from '#shared/errors.ts';
import { buildAnnotatorPrompt } from '#core/annotators/build-prompt.ts';
import { createCircuitBreaker } from '#core/llm/circuit-breaker.ts';
import { estimateTokens } from '#core/llm/token-estimate.ts';
import { readDocumentsByKey } from '#core/store/document-table.ts';
import { guidelineOf, readGuidelineRevision } from '#core/store/guideline-table.ts';
import { labelDocumentWriter } from '#core/store/label-document-table.ts';
import {
  labelUnitWriter,
  listUnasked,
  pendingLabelDocuments,
  readUnsettledUnits,
} from '#core/store/label-unit-table.ts';
import { setLabelState, type LabelJobRow } from '#core/store/label-job-table.ts';
import { readRun } from '#core/store/run-table.ts';
import { asStoreError } from '#core/store/open-store.ts';
import { readAllAnnotators, readSchemaRevision, type PoolAnnotator } from '#core/store/setup-tables.ts';
import { annotatePass } from './annotate-pass.ts';
import { createBreather } from './breathe.ts';
import { consensusSpans } from './consensus-spans.ts';
import { modelsOfLabelling } from './job-models.ts';
import { longestDocumentTokens } from './longest-document.ts';
import type { RunDeps } from './ports.ts';

/** Documents read, and settled, at a time: bounds memory whatever the corpus' size. */
const chunkSize = 500;

/**
 * Labels the documents of a job, one annotator after another, then settles each document (the single annotator's spans,
 * or the weighted vote of those present). Every answer is stored as it ends; calling it again does what is missing.
 * Of several annotators those whose model does not work abstain, and the job says so; where none works, it pauses.
 */
export async function labelCorpus(
  deps: RunDeps,
  job: LabelJobRow,
  signals: { drain: AbortSignal; abort: AbortSignal },
  onProgress: () => void,
): Promise<void> {
  setLabelState(deps.db, job.labelKey, 'running', null, null);
  try {
    deps.models.beginJob(modelsOfLabelling(deps.db));
    const byId = new Map(readAllAnnotators(deps.db).map((row) => [row.config.id, row]));
    const givenUp: GivenUp[] = [];
    for (const [index, id] of job.annotatorIds.entries()) {
      const annotator = byId.get(id);
      if (annotator === undefined) {
        throw new AppError('ANNOTATOR_UNKNOWN', `The annotator ${id} is no longer known.`);
      }
      const next = byId.get(job.annotatorIds[index + 1] ?? '')?.config ?? null;
      const error = await labelWith(deps, job, annotator, byId, next, signals, onProgress);
      if (signals.drain.aborted) break;
      if (error !== null) givenUp.push({ annotator, error });
    }
    if (!signals.drain.aborted) await abstain(deps, job, givenUp, onProgress);
    if (!signals.drain.aborted) await settle(deps, job, byId, 0, onProgress);
    if (signals.drain.aborted) setLabelState(deps.db, job.labelKey, 'paused', 'Paused by you.', null);
    else setLabelState(deps.db, job.labelKey, 'done', abstentionWords(deps, job, byId), deps.now());
  } catch (thrown) {
    const error = asStoreError(thrown, deps.db.name);
    if (isAbortError(error) || signals.abort.aborted) {
      setLabelState(deps.db, job.labelKey, 'paused', 'Paused by you.', null);
    } else if (error instanceof AppError) {
      setLabelState(deps.db, job.labelKey, 'paused', `${error.message} ${error.action ?? ''}`.trim(), null);
    } else {
      setLabelState(
        deps.db,
        job.labelKey,
        'failed',
        error instanceof Error ? error.message : String(error),
        null,
      );
      throw error;
    }
  } finally {
    await deps.models.close();
    onProgress();
  }
}

/** An annotator whose model can't be brought up or keeps failing. */
interface GivenUp {
  readonly annotator: PoolAnnotator;
  readonly error: ErrorData;
}

/**
 * Stores, for the documents that nobody could ask these annotators about, that they abstain and why. Only after every
 * annotator had its turn: a job that is paused before that asks them again.
 * @throws {AppError} the first one's failure where the job has no other annotator
 */
async function abstain(
  deps: RunDeps,
  job: LabelJobRow,
  givenUp: readonly GivenUp[],
  onProgress: () => void,
): Promise<void> {
  const [first] = givenUp;
  if (first !== undefined && givenUp.length === job.annotatorIds.length) {
    const { code, message, action } = first.error;
    throw new AppError(code, message, {
      action: action ?? 'Check the model (probe it), or label with another configuration.',
    });
  }
  const write = labelUnitWriter(deps.db, job.labelKey);
  const breathe = createBreather();
  for (const { annotator, error } of givenUp) {
    const { annotatorKey } = annotator;
    const { code, message } = error;
    for (let after = 0; ;) {
      await breathe();
      const keys = pendingLabelDocuments(deps.db, job, annotatorKey, after, chunkSize);
      const last = keys.at(-1);
      if (last === undefined) break;
      after = last;
      deps.db.transaction(() => {
        for (const documentKey of keys)
          write({ annotatorKey, documentKey, state: 'failed', spans: [], raw: [], error: { code, message } });
      })();
      onProgress();
    }
  }
}

/** Who of several annotators was not heard everywhere; null where each was. */
function abstentionWords(
  deps: RunDeps,
  job: LabelJobRow,
  byId: ReadonlyMap<string, PoolAnnotator>,
): string | null {
  if (job.annotatorIds.length === 1) return null;
  const names = new Map([...byId.values()].map((row) => [row.annotatorKey, row.config.displayName]));
  const words = listUnasked(deps.db, job.labelKey).map(
    ({ annotatorKey, documents, of, message }) =>
      `${names.get(annotatorKey) ?? 'An annotator'} abstained in ${documents} of ${of} documents: ${message}`,
  );
  return words.length === 0 ? null : words.join(' ');
}

/** @returns why the annotator was given up; null where it was asked about everything or the job drains */
async function labelWith(
  deps: RunDeps,
  job: LabelJobRow,
  annotator: PoolAnnotator,
  byId: ReadonlyMap<string, PoolAnnotator>,
  next: PoolAnnotator['config'] | null,
  signals: { drain: AbortSignal; abort: AbortSignal },
  onProgress: () => void,
): Promise<ErrorData | null> {
  const { annotatorKey, config } = annotator;
  if (pendingLabelDocuments(deps.db, job, annotatorKey, 0, 1).length === 0) return null;
  const schema = readSchemaRevision(deps.db, job.schemaNumber);
  const revision = readGuidelineRevision(deps.db, job.guideline);
  if (revision === undefined)
    throw new AppError('INTERNAL', `Guideline revision ${job.guideline} is missing.`);
  const guideline = guidelineOf(revision);
  // The annotators read what they read in the run that chose them.
  const skipGoal = job.runId !== null && readRun(deps.db, job.runId)?.settings.skipGoal === true;
  const write = labelUnitWriter(deps.db, job.labelKey);
  const pages = pagesOf(deps, job, annotatorKey, (afterKey) => {
    // With one annotator a document is settled soon; with several the vote needs all of them.
    if (job.annotatorIds.length === 1) settleChunk(deps, job, byId, afterKey);
    onProgress();
  });
  const givenUp = await annotatePass(deps.models, {
    config,
    schema,
    guideline,
    skipGoal,
    systemTokens: estimateTokens(buildAnnotatorPrompt(schema, guideline, config.id, skipGoal).system),
    longestDocumentTokens: longestDocumentTokens(deps.db),
    earlierOptions: () => null,
    next,
    documents: pages,
    breaker: createCircuitBreaker(),
    signals,
    onActivity: () => undefined,
    finish: (document, result) =>
      write({
        annotatorKey,
        documentKey: document.key,
        state: result.state,
        spans: result.spans,
        raw: result.raw,
        error: result.error ?? null,
      }),
  });
  if (givenUp === null && job.annotatorIds.length === 1) await settle(deps, job, byId, 0, () => undefined);
  onProgress();
  return givenUp;
}

/**
 * The documents of a job that an annotator has not answered. The next page is read when the last document of one is
 * taken, while those before it are still in flight: the model never waits for a page to be answered to its end.
 * @param onPage called before a further page with the key before the page before the last: all up to there is answered
 */
function* pagesOf(
  deps: RunDeps,
  job: LabelJobRow,
  annotatorKey: number,
  onPage: (afterKey: number) => void,
): Generator<Document> {
  let before = 0;
  let after = 0;
  for (;;) {
    const keys = pendingLabelDocuments(deps.db, job, annotatorKey, after, chunkSize);
    const last = keys.at(-1);
    if (last === undefined) return;
    yield* readDocumentsByKey(deps.db, keys);
    onPage(before);
    before = after;
    after = last;
  }
}

/** Settles the documents after `afterKey` that are answered and not settled: a resumed job does what is missing. */
async function settle(
  deps: RunDeps,
  job: LabelJobRow,
  byId: ReadonlyMap<string, PoolAnnotator>,
  afterKey: number,
  onProgress: () => void,
): Promise<void> {
  const breathe = createBreather();
  for (let after: number | null = afterKey; ;) {
    await breathe();
    after = settleChunk(deps, job, byId, after);
    if (after === null) return;
    onProgress();
  }
}

/** @returns the key of the last document that was settled; null where none was left */
function settleChunk(
  deps: RunDeps,
  job: LabelJobRow,
  byId: ReadonlyMap<string, PoolAnnotator>,
  afterKey: number,
): number | null {
  const units = readUnsettledUnits(deps.db, job.labelKey, afterKey, chunkSize);
  writeSettled(deps, job, byId, units);
  return units.at(-1)?.documentKey ?? null;
}

function writeSettled(
  deps: RunDeps,
  job: LabelJobRow,
  byId: ReadonlyMap<string, PoolAnnotator>,
  units: ReturnType<typeof readUnsettledUnits>,
): void {
  const weights = new Map(
    job.annotatorIds.map((id, index) => [byId.get(id)?.annotatorKey ?? -1, job.weights[index] ?? 1]),
  );
  const documents = new Map(
    readDocumentsByKey(
      deps.db,
      units.map((entry) => entry.documentKey),
    ).map((document) => [document.key, document]),
  );
  const write = labelDocumentWriter(deps.db, job.labelKey);
  deps.db.transaction(() => {
    for (const { documentKey, units: answers } of units) {
      const document = documents.get(documentKey);
      if (document === undefined) continue;
      const voting = answers.filter((answer) => votes(answer.state));
      const single = job.annotatorIds.length === 1 ? voting[0] : undefined;
      const spans =
        single !== undefined
          ? single.spans.map((span) => ({ ...span, share: null }))
          : consensusSpans(
              document,
              [...weights].flatMap(([annotatorKey, weight]) => {
                const answer = voting.find((candidate) => candidate.annotatorKey === annotatorKey);
                return answer === undefined ? [] : [{ spans: answer.spans, weight }];
              }),
            );
      write(documentKey, spans, voting.length === 0);
    }
  })();
}
