import type { AnnotatorConfig, UnitState } from '#shared/domain/annotator.ts';
import type { Document } from '#shared/domain/document.ts';
import type { LabelSchema } from '#shared/domain/entity-type.ts';
import { guidelineOf, readGuidelineRevision } from '#core/store/guideline-table.ts';
import { AppError, isAbortError, toErrorData, type ErrorCode } from '#shared/errors.ts';
import type { AnnotationResult } from '#core/annotators/annotator.ts';
import { buildAnnotatorPrompt } from '#core/annotators/build-prompt.ts';
import { createCircuitBreaker, type BreakerRecord, type CircuitBreaker } from '#core/llm/circuit-breaker.ts';
import { estimateTokens } from '#core/llm/token-estimate.ts';
import { readDocumentsByKey } from '#core/store/document-table.ts';
import type { PoolAnnotator } from '#core/store/setup-tables.ts';
import {
  finishedUnitEnds,
  finishUnit,
  latestOptions,
  queuedDocuments,
  queueUnits,
  skipQueuedUnits,
  type UnitOutcome,
} from '#core/store/unit-table.ts';
import { longestDocumentTokens } from './longest-document.ts';
import type { AnnotatorSession, RunDeps } from './ports.ts';
import { runPool } from './run-pool.ts';

export interface AnnotateStage {
  readonly runKey: number;
  readonly runId: string;
  readonly iteration: number;
  /** Configuration order. */
  readonly annotators: readonly PoolAnnotator[];
  readonly documentKeys: readonly number[];
  readonly schema: LabelSchema;
  readonly guideline: number;
  readonly skipGoal: boolean;
}

/** Codes after which no other annotator of the same server can work either: the run pauses and says why. */
const stageStoppers: ReadonlySet<ErrorCode> = new Set([
  'LLM_AUTH',
  'LLM_QUOTA',
  'PRIVACY_BLOCKED',
  'LLM_NOT_A_SERVER',
  'LLM_WEDGED',
  'KEY_MISSING',
  'DISK_FULL',
  'STORE_LOCKED',
  'STORE_DAMAGED',
]);

/**
 * Annotates a document set, one annotator after another (loading a model costs more than labelling a set), in reversed
 * order every other iteration so that the model loaded last goes first. Safe to call again: does only what is missing.
 * A model that can't be brought up or keeps failing has its units failed with the reason; they abstain.
 */
export async function annotateStage(
  deps: RunDeps,
  stage: AnnotateStage,
  signals: { drain: AbortSignal; abort: AbortSignal },
  onActivity: (text: string) => void,
): Promise<void> {
  queueUnits(
    deps.db,
    stage.annotators.flatMap(({ annotatorKey }) =>
      stage.documentKeys.map((documentKey) => ({
        runKey: stage.runKey,
        iteration: stage.iteration,
        annotatorKey,
        documentKey,
      })),
    ),
  );
  const order = stage.iteration % 2 === 0 ? stage.annotators : stage.annotators.toReversed();
  for (const [index, annotator] of order.entries()) {
    if (signals.drain.aborted) return;
    const waiting = queuedDocuments(deps.db, stage.runKey, stage.iteration, annotator.annotatorKey);
    if (waiting.size === 0) continue;
    const documents = readDocumentsByKey(
      deps.db,
      stage.documentKeys.filter((key) => waiting.has(key)),
    );
    await annotateWith(
      deps,
      stage,
      annotator,
      order[index + 1]?.config ?? null,
      documents,
      signals,
      onActivity,
    );
  }
}

async function annotateWith(
  deps: RunDeps,
  stage: AnnotateStage,
  annotator: PoolAnnotator,
  next: AnnotatorConfig | null,
  documents: readonly Document[],
  signals: { drain: AbortSignal; abort: AbortSignal },
  onActivity: (text: string) => void,
): Promise<void> {
  const { config, annotatorKey } = annotator;
  const revision = readGuidelineRevision(deps.db, stage.guideline);
  if (revision === undefined)
    throw new AppError('INTERNAL', `Guideline revision ${stage.guideline} is missing.`);
  const guideline = guidelineOf(revision);
  const prompt = buildAnnotatorPrompt(stage.schema, guideline, config.id, stage.skipGoal);
  const breaker = breakerSoFar(deps, stage, annotatorKey);
  const finish = (document: Document, session: AnnotatorSession, result: AnnotationResult): void => {
    finishUnit(
      deps.db,
      { runKey: stage.runKey, iteration: stage.iteration, annotatorKey, documentKey: document.key },
      toOutcome(result, session, prompt.promptHash, stage.guideline, deps.now()),
    );
    breaker.record(breakerOutcome(result.state, result.error?.code));
    deps.emit({
      kind: 'unit-end',
      runId: stage.runId,
      iteration: stage.iteration,
      annotatorId: config.id,
      documentKey: document.key,
      state: result.state,
      unlocated: result.unlocated.length,
      spans: result.spans.length,
    });
  };
  let waiting = documents;
  for (let renewals = 0; waiting.length > 0 && !breaker.state.open;) {
    onActivity(`${config.displayName} is getting ready`);
    let session: AnnotatorSession | undefined;
    const done = new Set<number>();
    try {
      session = await deps.models.openAnnotator(
        {
          config,
          systemTokens: estimateTokens(prompt.system),
          longestDocumentTokens: longestDocumentTokens(deps.db),
          earlierOptions: latestOptions(deps.db, stage.runKey, annotatorKey),
          next,
          onActivity,
        },
        signals.abort,
      );
      const ready = session;
      onActivity(`${config.displayName} is annotating`);
      const limit = (): number => ready.concurrency;
      await runPool(waiting, limit, signals.drain, async (document) => {
        if (breaker.state.open) return;
        const result = await ready.annotator.annotate(
          { document, schema: stage.schema, guideline, annotatorId: config.id, skipGoal: stage.skipGoal },
          signals.abort,
        );
        await throwIfServerFailed(deps, config, result, signals.abort);
        finish(document, ready, result);
        done.add(document.key);
      });
      break;
    } catch (error) {
      const renewed = error instanceof ServerGone && error.renewed;
      if (renewed && renewals < maxRenewals) {
        renewals += 1;
        waiting = waiting.filter((document) => !done.has(document.key));
        continue;
      }
      if (error instanceof ServerGone) throw error.failure;
      if (!(error instanceof AppError) || session !== undefined || isAbortError(error)) throw error;
      if (stageStoppers.has(error.code)) throw error;
      const state = await deps.models.serverState(config, signals.abort);
      if (state === 'down' || renewals >= maxRenewals) throw error;
      if (state === 'renewed') {
        renewals += 1;
        continue;
      }
      failWaiting(deps, stage, annotatorKey, toErrorData(error));
      return;
    } finally {
      await session?.close();
    }
  }
  if (breaker.state.open) {
    failWaiting(deps, stage, annotatorKey, {
      code: 'LLM_INVALID_ANSWER',
      message: `${config.displayName} was taken out of this iteration: ${breaker.state.reason}`,
    });
  }
}

/** How often one pass of one model may go on with another server before the run pauses. */
const maxRenewals = 2;

/** The server of an annotator went away in the middle; what was in flight is asked again. */
export class ServerGone extends Error {
  override readonly name: string = 'ServerGone';
  readonly failure: AppError;
  /** Another server was found or started. */
  readonly renewed: boolean;

  constructor(failure: AppError, renewed: boolean) {
    super(failure.message);
    this.failure = failure;
    this.renewed = renewed;
  }
}

/** Codes of a call that may have failed because nothing listens any more. */
const connectionCodes: ReadonlySet<string> = new Set<ErrorCode>(['LLM_UNREACHABLE', 'LLM_TIMEOUT']);

/**
 * Tells a failure of the whole server, which pauses the run and leaves the document waiting, from one of the model or
 * the document, which is stored.
 */
export async function throwIfServerFailed(
  deps: RunDeps,
  config: AnnotatorConfig,
  result: AnnotationResult,
  signal: AbortSignal,
): Promise<void> {
  if (result.state !== 'failed' || result.error === undefined) return;
  const failure = AppError.fromData(result.error);
  if (result.stop === 'stage') throw failure;
  if (!connectionCodes.has(failure.code)) return;
  const state = await deps.models.serverState(config, signal);
  if (state !== 'up') throw new ServerGone(failure, state === 'renewed');
}

/** The breaker as the units finished before a pause or kill left it, so that going on equals never having stopped. */
function breakerSoFar(deps: RunDeps, stage: AnnotateStage, annotatorKey: number): CircuitBreaker {
  const breaker = createCircuitBreaker();
  for (const { state, code } of finishedUnitEnds(deps.db, stage.runKey, stage.iteration, annotatorKey)) {
    breaker.record(breakerOutcome(state, code));
  }
  return breaker;
}

function failWaiting(
  deps: RunDeps,
  stage: AnnotateStage,
  annotatorKey: number,
  error: { code: string; message: string },
): void {
  skipQueuedUnits(deps.db, stage.runKey, stage.iteration, annotatorKey, 'failed', {
    code: error.code,
    message: error.message,
  });
}

/** Transport failures and invalid answers count against a model; its honest "nothing here" does not. */
export function breakerOutcome(state: UnitState, code: string | undefined): BreakerRecord {
  if (state !== 'failed') return 'ok';
  return code === 'LLM_INVALID_ANSWER' || code === 'LLM_REFUSED' ? 'invalid' : 'transport';
}

function toOutcome(
  result: AnnotationResult,
  session: AnnotatorSession,
  promptHash: string,
  guideline: number,
  endedAt: string,
): UnitOutcome {
  return {
    state: result.state,
    spans: result.spans,
    unlocated: result.unlocated,
    unknownTypes: result.unknownTypes,
    raw: result.raw,
    rung: result.rung,
    mode: result.mode,
    servedModel: result.servedModel === '' ? session.digest : result.servedModel,
    options: session.options ?? {},
    promptHash,
    guideline,
    inputTokens: result.usage.inputTokens,
    cachedTokens: result.usage.cachedInputTokens,
    outputTokens: result.usage.outputTokens,
    durationMs: result.timings.totalMs,
    requests: result.requests,
    error: result.error === undefined ? null : { code: result.error.code, message: result.error.message },
    endedAt,
  };
}
