import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import type { Document } from '#shared/domain/document.ts';
import type { LabelSchema } from '#shared/domain/entity-type.ts';
import type { Guideline } from '#shared/domain/guideline.ts';
import { AppError, isAbortError, toErrorData, type ErrorCode, type ErrorData } from '#shared/errors.ts';
import type { AnnotationResult } from '#core/annotators/annotator.ts';
import type { CircuitBreaker } from '#core/llm/circuit-breaker.ts';
import { breakerOutcome } from './breaker-outcome.ts';
import { createDocumentQueue, type DocumentQueue } from './document-queue.ts';
import { createModelRepairs, ModelTroubled } from './model-repairs.ts';
import type { AnnotatorSession, ModelProvider, SessionRepair } from './ports.ts';
import { runPool } from './run-pool.ts';

/** One annotator working through documents, whatever happens to its model or server meanwhile. */
export interface AnnotatePass {
  readonly config: AnnotatorConfig;
  readonly schema: LabelSchema;
  readonly guideline: Guideline;
  readonly skipGoal: boolean;
  /** Estimated tokens of the fixed part and of the longest document, to choose the context from. */
  readonly systemTokens: number;
  readonly longestDocumentTokens: number;
  /** Options of this annotator's latest stored answer, read anew whenever the session is opened; null = none. */
  readonly earlierOptions: () => unknown;
  /** The annotator that works next; null = none. */
  readonly next: AnnotatorConfig | null;
  /** In order; read as they are asked about, so that a corpus need not fit into memory. */
  readonly documents: Iterable<Document>;
  /** As the documents before left it. */
  readonly breaker: CircuitBreaker;
  readonly signals: { readonly drain: AbortSignal; readonly abort: AbortSignal };
  readonly onActivity: (text: string) => void;
  /** Stores an answer; called once for each document that was asked to the end. */
  readonly finish: (document: Document, result: AnnotationResult, session: AnnotatorSession) => void;
}

/** Codes after which no other annotator of the same server can work either: the job pauses and says why. */
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

/** How often a model may go on with another server before the job pauses: within so many answers, as a corpus is long. */
const maxRenewals = { times: 2, answers: 500 } as const;

/**
 * Opens the annotator's session and asks for every document. A server that was replaced, and a model that ran out of
 * memory or hangs, cost a new session: what was in flight ends first, then the documents without an answer are asked
 * there.
 * @returns why the documents without an answer were given up (the model can't be brought up or keeps failing); null
 * where all were asked or the pass drains
 * @throws {AppError} what the whole job has to pause for; its documents still wait
 */
export async function annotatePass(models: ModelProvider, pass: AnnotatePass): Promise<ErrorData | null> {
  const { config, breaker, signals } = pass;
  const repairs = createModelRepairs(config);
  const queue = createDocumentQueue(pass.documents);
  let repair: SessionRepair | undefined;
  let renewals = 0;
  let answersSince = 0;
  while (!breaker.state.open && !signals.drain.aborted && !queue.isEmpty) {
    pass.onActivity(`${config.displayName} is getting ready`);
    let session: AnnotatorSession | undefined;
    try {
      session = await models.openAnnotator(
        {
          config,
          systemTokens: pass.systemTokens,
          longestDocumentTokens: pass.longestDocumentTokens,
          earlierOptions: pass.earlierOptions(),
          next: pass.next,
          onActivity: pass.onActivity,
          ...(repair === undefined ? {} : { repair }),
        },
        signals.abort,
      );
      const ready = session;
      const remark = ready.remark === null ? '' : ` (${ready.remark})`;
      pass.onActivity(`${config.displayName} is annotating${remark}`);
      const limit = (): number => ready.concurrency;
      await runPool(untilOpen(queue, breaker), limit, signals.drain, async (document) => {
        const answer = await ready.annotator.annotate(
          {
            document,
            schema: pass.schema,
            guideline: pass.guideline,
            annotatorId: config.id,
            skipGoal: pass.skipGoal,
          },
          signals.abort,
        );
        await throwIfServerFailed(models, config, answer, signals.abort);
        const result = repairs.settle(document.key, answer);
        pass.finish(document, result, ready);
        breaker.record(breakerOutcome(result.state, result.error?.code), result.error);
        queue.settle(document);
        answersSince += 1;
      });
    } catch (error) {
      queue.putBack();
      repair = undefined;
      if (error instanceof ModelTroubled) {
        repair = repairs.begin(error.trouble);
        continue;
      }
      const renewed = await isRenewed(models, config, error, session === undefined, signals.abort);
      if (answersSince >= maxRenewals.answers) renewals = 0;
      if (renewed && renewals < maxRenewals.times) {
        renewals += 1;
        answersSince = 0;
        continue;
      }
      if (error instanceof ServerGone) throw error.failure;
      if (renewed) throw error;
      return toErrorData(error);
    } finally {
      await session?.close();
    }
  }
  if (!breaker.state.open) return null;
  const { code, reason } = breaker.state;
  return { code, message: `${config.displayName} was taken out: ${reason}` };
}

/** The documents of a queue for as long as the model is not given up: a corpus is not read on in vain. */
function* untilOpen(queue: DocumentQueue, breaker: CircuitBreaker): Generator<Document> {
  while (!breaker.state.open) {
    const document = queue.take();
    if (document === undefined) return;
    yield document;
  }
}

/**
 * Whether another server took over after this failure; false where the failure is the model's own.
 * @throws the failure itself where the job has to pause for it
 */
async function isRenewed(
  models: ModelProvider,
  config: AnnotatorConfig,
  error: unknown,
  wasOpening: boolean,
  signal: AbortSignal,
): Promise<boolean> {
  if (error instanceof ServerGone) return error.renewed;
  if (!wasOpening || !(error instanceof AppError) || isAbortError(error)) throw error;
  if (stageStoppers.has(error.code)) throw error;
  const state = await models.serverState(config, signal);
  if (state === 'down') throw error;
  return state === 'renewed';
}

/** The server of an annotator went away in the middle; what was in flight is asked again. */
class ServerGone extends Error {
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
 * Tells a failure of the whole server, which pauses the job and leaves the document waiting, from one of the model or
 * the document, which is repaired or stored.
 */
async function throwIfServerFailed(
  models: ModelProvider,
  config: AnnotatorConfig,
  result: AnnotationResult,
  signal: AbortSignal,
): Promise<void> {
  if (result.state !== 'failed' || result.error === undefined) return;
  const failure = AppError.fromData(result.error);
  if (result.stop === 'stage') throw failure;
  if (!connectionCodes.has(failure.code)) return;
  const state = await models.serverState(config, signal);
  if (state !== 'up') throw new ServerGone(failure, state === 'renewed');
}
