import type { LlmClient, LlmOptions, LlmOutcome, LlmTurn } from '#core/llm/llm-client.ts';
import { addUsage, noTimings, noUsage } from '#core/llm/outcome.ts';
import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import type { Span } from '#shared/domain/span.ts';
import { AppError } from '#shared/errors.ts';
import { addTimings } from './annotator.ts';
import type { AnnotationResult, AnnotationTask, Annotator } from './annotator.ts';
import { annotatorSchemaName } from './answer-schema.ts';
import { buildAnnotatorPrompt, documentTurn } from './build-prompt.ts';
import type { AnnotatorPrompt } from './build-prompt.ts';
import { readAnswer } from './read-answer.ts';
import type { ReadAnswer } from './read-answer.ts';
import { halveDocument } from './split-document.ts';

export interface LlmAnnotatorSettings {
  readonly config: AnnotatorConfig;
  readonly client: LlmClient;
  /** Frozen for the model run: load options never change between calls, only num_predict, seed and temperature do. */
  readonly options: LlmOptions;
}

/** How deep a document that does not fit the context is halved: at most 2⁶ parts. */
const maxSplits = 6;
/** A bad answer is shown to the model again up to this length. */
const maxEchoLength = 2_000;
const freshTemperature = 0.3;

/**
 * An annotator behind an LLM. Bounded, in this order: the first answer; one repair turn with what was wrong; one fresh
 * call with another seed and temperature; then failed. A cut answer keeps its complete items and is asked once more: with
 * twice the output, or afresh where it ran in a circle; a document that does not fit is halved at a sentence end. A failure
 * never reads as "no entities".
 */
export function createLlmAnnotator(settings: LlmAnnotatorSettings): Annotator {
  let last: { readonly task: AnnotationTask; readonly prompt: AnnotatorPrompt } | undefined;
  /** The prompt of the last document, as long as schema and guideline are the same (immutable) objects. */
  const promptOf = (task: AnnotationTask): AnnotatorPrompt => {
    const isSame =
      last?.task.schema === task.schema &&
      last.task.guideline === task.guideline &&
      last.task.annotatorId === task.annotatorId &&
      last.task.skipGoal === task.skipGoal;
    if (last !== undefined && isSame) return last.prompt;
    const prompt = buildAnnotatorPrompt(task.schema, task.guideline, task.annotatorId, task.skipGoal);
    last = { task, prompt };
    return prompt;
  };
  return {
    config: settings.config,
    annotate: async (task, signal) => {
      const prompt = promptOf(task);
      const unit = new UnitLog();
      const end = await annotatePart({ settings, task, prompt, unit, signal }, task.document.text, 0, 0);
      return unit.result(end);
    },
  };
}

interface Context {
  readonly settings: LlmAnnotatorSettings;
  readonly task: AnnotationTask;
  readonly prompt: AnnotatorPrompt;
  readonly unit: UnitLog;
  readonly signal: AbortSignal;
}

interface PartEnd {
  readonly state: 'done' | 'truncated' | 'failed';
  readonly spans: readonly Span[];
  readonly repaired: boolean;
  readonly error?: AppError;
  readonly stop?: 'stage';
}

async function annotatePart(context: Context, text: string, offset: number, depth: number): Promise<PartEnd> {
  const { unit, settings } = context;
  const document: LlmTurn = { role: 'user', content: documentTurn(text) };
  let salvage: ReadAnswer | undefined;
  let problem = '';
  let turns: readonly LlmTurn[] = [document];
  let options = settings.options;
  let hasGrown = false;
  // first ask, repair turn, fresh call; growing the output once does not count
  for (let attempt = 0; attempt < 3;) {
    const outcome = await send(context, text, turns, options);
    if (outcome.status === 'ok' || (outcome.status === 'truncated' && outcome.text.trim() !== '')) {
      const answer = readAnswer(outcome.text, text, context.task.schema);
      const isCut = outcome.status === 'truncated' || (answer.ok && answer.truncated);
      if (answer.ok && !isCut) return done(unit, answer, offset, attempt > 0 || hasGrown);
      if (answer.ok && isBetter(answer, salvage)) salvage = answer;
      if (isCut) {
        const grown = afterCut(options, outcome);
        if (hasGrown || grown === undefined) return cut(unit, salvage, offset, outcome.error);
        hasGrown = true;
        options = grown;
        turns = [document];
        continue;
      }
      problem = answer.ok ? '' : answer.problem;
      attempt += 1;
      turns = attempt === 1 ? [document, ...repairTurns(outcome.text, problem)] : [document];
      if (attempt === 2) options = freshOptions(options);
      continue;
    }
    switch (outcome.status) {
      case 'overflow':
        return split(context, text, offset, depth, outcome.error);
      case 'fatal':
        return { state: 'failed', spans: [], repaired: false, stop: 'stage', ...errorOf(outcome) };
      case 'refused':
      case 'transient':
        return { state: 'failed', spans: [], repaired: false, ...errorOf(outcome) };
      case 'truncated':
        if (hasGrown) return cut(unit, salvage, offset, outcome.error);
        hasGrown = true;
        options = afterCut(options, outcome) ?? options;
        continue;
      case 'invalid':
        problem = outcome.error?.message ?? 'The server gave no valid answer.';
        attempt = attempt < 2 ? 2 : 3; // nothing to repair: straight to the fresh call, once
        turns = [document];
        options = freshOptions(options);
    }
  }
  const error = new AppError(
    'LLM_INVALID_ANSWER',
    `${settings.config.displayName} gave no valid answer in three tries.`,
    {
      action: 'The document abstains for this annotator; if it happens often, leave the model out.',
      detail: problem,
    },
  );
  return { state: 'failed', spans: [], repaired: false, error };
}

/** Both halves with their offsets; one failed half makes the document fail, because half a vote would mislead. */
async function split(
  context: Context,
  text: string,
  offset: number,
  depth: number,
  error: AppError | undefined,
): Promise<PartEnd> {
  const parts = halveDocument(text);
  if (depth >= maxSplits || parts.length < 2) {
    return { state: 'failed', spans: [], repaired: false, error: tooLong(context, text, error) };
  }
  const spans: Span[] = [];
  let isCut: AppError | true | undefined;
  for (const part of parts) {
    if (part.text.trim() === '') continue;
    const end = await annotatePart(context, part.text, offset + part.start, depth + 1);
    if (end.state === 'failed') return { ...end, spans: [] };
    if (end.state === 'truncated') isCut = end.error ?? true;
    spans.push(...end.spans);
  }
  if (isCut === undefined) return { state: 'done', spans, repaired: true };
  return { state: 'truncated', spans, repaired: true, ...(isCut === true ? {} : { error: isCut }) };
}

/** A part this short leaves only the instructions to be too long. UTF-16 units. */
const trifleLength = 200;

function tooLong({ settings }: Context, part: string, cause: AppError | undefined): AppError {
  const { config, options } = settings;
  // Only Ollama is told the context; other servers have their own.
  const tokens = config.kind === 'ollama' ? ` (${options.numCtx} tokens)` : '';
  const room = `the context of ${config.displayName}${tokens}`;
  return new AppError(
    'LLM_CONTEXT_OVERFLOW',
    part.length < trifleLength
      ? `The instructions alone do not fit ${room}.`
      : `The document is too long for ${room}, also in ${2 ** maxSplits} parts.`,
    {
      action: 'It abstains for this annotator; choose a model with a longer context, or cut the document.',
      detail: cause?.detail,
      cause,
    },
  );
}

async function send(
  context: Context,
  text: string,
  turns: readonly LlmTurn[],
  options: LlmOptions,
): Promise<LlmOutcome> {
  const { settings, prompt, unit, signal, task } = context;
  signal.throwIfAborted();
  const outcome = await settings.client.complete(
    {
      model: settings.config.model,
      system: prompt.system,
      turns,
      schemaName: annotatorSchemaName,
      schema: prompt.schema,
      options,
      purpose: 'annotate',
      containsDocumentText: true,
      isUsable: (answer) => {
        const read = readAnswer(answer, text, task.schema);
        return read.ok && !read.truncated;
      },
    },
    signal,
  );
  unit.add(outcome);
  return outcome;
}

function done(unit: UnitLog, answer: ReadAnswer, offset: number, repaired: boolean): PartEnd {
  unit.accept(answer);
  return { state: 'done', spans: shift(answer.spans, offset), repaired: repaired || answer.coerced };
}

function cut(
  unit: UnitLog,
  salvage: ReadAnswer | undefined,
  offset: number,
  error: AppError | undefined,
): PartEnd {
  if (salvage !== undefined) unit.accept(salvage);
  return {
    state: 'truncated',
    spans: salvage === undefined ? [] : shift(salvage.spans, offset),
    repaired: true,
    error:
      error ??
      new AppError('LLM_INVALID_ANSWER', 'The answer was cut off, also with twice the output limit.', {
        action: 'Only the entities before the cut are kept; the document abstains for this annotator.',
      }),
  };
}

function isBetter(answer: ReadAnswer, salvage: ReadAnswer | undefined): boolean {
  return salvage === undefined || answer.spans.length > salvage.spans.length;
}

/**
 * How a cut answer is asked for again: afresh where it ran in a circle (greedily it would do so again), else with twice
 * the output as far as the context has room; undefined where it has none.
 */
function afterCut(options: LlmOptions, outcome: LlmOutcome): LlmOptions | undefined {
  if (outcome.reason === 'loop') return freshOptions(options);
  const room = options.numCtx - outcome.usage.inputTokens - 16;
  const numPredict = Math.min(options.numPredict * 2, outcome.usage.inputTokens > 0 ? room : Infinity);
  return numPredict > options.numPredict ? { ...options, numPredict } : undefined;
}

/** Greedy decoding would repeat the same mistake. */
function freshOptions(options: LlmOptions): LlmOptions {
  return { ...options, seed: options.seed + 1, temperature: freshTemperature };
}

function repairTurns(badAnswer: string, problem: string): LlmTurn[] {
  return [
    { role: 'assistant', content: badAnswer.slice(0, maxEchoLength) },
    {
      role: 'user',
      content: `That answer cannot be used: ${problem} Answer again for the same document, with the JSON object only.`,
    },
  ];
}

function shift(spans: readonly Span[], offset: number): Span[] {
  return spans.map((span) => ({ ...span, start: span.start + offset, end: span.end + offset }));
}

function errorOf(outcome: LlmOutcome): { error: AppError } {
  return { error: outcome.error ?? new AppError('INTERNAL', `The model call ended as ${outcome.status}.`) };
}

/** Everything that happened for one unit, over all its requests. */
class UnitLog {
  private readonly raw: string[] = [];
  private readonly unlocated: string[] = [];
  private readonly unknownTypes = new Map<string, number>();
  private usage = noUsage;
  private timings = noTimings;
  private requests = 0;
  private servedModel = '';
  private mode = '';
  private rung = '';

  add(outcome: LlmOutcome): void {
    this.raw.push(outcome.text);
    this.usage = addUsage(this.usage, outcome.usage);
    this.timings = addTimings(this.timings, outcome.timings);
    this.requests += outcome.attempts;
    if (outcome.servedModel !== '') this.servedModel = outcome.servedModel;
    if (outcome.mode !== '') this.mode = outcome.mode;
  }

  accept(answer: ReadAnswer): void {
    this.rung = answer.rung;
    this.unlocated.push(...answer.unlocated);
    for (const [type, count] of Object.entries(answer.unknownTypes)) {
      this.unknownTypes.set(type, (this.unknownTypes.get(type) ?? 0) + count);
    }
  }

  result(end: PartEnd): AnnotationResult {
    return {
      state: this.stateOf(end),
      spans: end.spans,
      raw: this.raw,
      unknownTypes: Object.fromEntries(this.unknownTypes),
      unlocated: this.unlocated,
      rung: this.rung,
      usage: this.usage,
      timings: this.timings,
      requests: this.requests,
      servedModel: this.servedModel,
      mode: this.mode,
      ...(end.error === undefined ? {} : { error: end.error.toData() }),
      ...(end.stop === undefined ? {} : { stop: end.stop }),
    };
  }

  private stateOf(end: PartEnd): AnnotationResult['state'] {
    if (end.state !== 'done') return end.state;
    if (this.unlocated.length > 0) return 'unlocated';
    if (end.repaired || this.rung === 'repaired') return 'repaired';
    return end.spans.length === 0 ? 'empty' : 'ok';
  }
}
