import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import type { Document } from '#shared/domain/document.ts';
import type { LabelSchema } from '#shared/domain/entity-type.ts';
import { guidelineOf, readGuidelineRevision } from '#core/store/guideline-table.ts';
import { AppError } from '#shared/errors.ts';
import type { AnnotationResult } from '#core/annotators/annotator.ts';
import { buildAnnotatorPrompt } from '#core/annotators/build-prompt.ts';
import { createCircuitBreaker, type CircuitBreaker } from '#core/llm/circuit-breaker.ts';
import { boustrophedon } from '#core/ollama/model-order.ts';
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
import { annotatePass } from './annotate-pass.ts';
import { breakerOutcome } from './breaker-outcome.ts';
import { longestDocumentTokens } from './longest-document.ts';
import type { AnnotatorSession, RunDeps } from './ports.ts';

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
  const order = boustrophedon(stage.annotators, stage.iteration);
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
  const { schema, skipGoal } = stage;
  const prompt = buildAnnotatorPrompt(schema, guideline, config.id, skipGoal);
  const givenUp = await annotatePass(deps.models, {
    config,
    schema,
    guideline,
    skipGoal,
    systemTokens: estimateTokens(prompt.system),
    longestDocumentTokens: longestDocumentTokens(deps.db),
    earlierOptions: () => latestOptions(deps.db, stage.runKey, annotatorKey),
    next,
    documents,
    breaker: breakerSoFar(deps, stage, annotatorKey),
    signals,
    onActivity,
    finish: (document, result, session) => {
      finishUnit(
        deps.db,
        { runKey: stage.runKey, iteration: stage.iteration, annotatorKey, documentKey: document.key },
        toOutcome(result, session, prompt.promptHash, stage.guideline, deps.now()),
      );
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
    },
  });
  if (givenUp !== null) {
    const { code, message } = givenUp;
    skipQueuedUnits(deps.db, stage.runKey, stage.iteration, annotatorKey, 'failed', { code, message });
  }
}

/** The breaker as the units finished before a pause or kill left it, so that going on equals never having stopped. */
function breakerSoFar(deps: RunDeps, stage: AnnotateStage, annotatorKey: number): CircuitBreaker {
  const breaker = createCircuitBreaker();
  for (const { state, error } of finishedUnitEnds(deps.db, stage.runKey, stage.iteration, annotatorKey)) {
    breaker.record(breakerOutcome(state, error?.code), error);
  }
  return breaker;
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
