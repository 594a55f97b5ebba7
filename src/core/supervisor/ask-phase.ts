import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { JsonSchema, LlmClient, LlmOptions, LlmOutcome, LlmTurn } from '#core/llm/llm-client.ts';
import { noTimings, noUsage } from '#core/llm/outcome.ts';
import { parseAnswer } from '#core/llm/parse-ladder.ts';
import { AppError } from '#shared/errors.ts';
import type { PlannedCall, SupervisionHooks, SupervisionPhase, SupervisorCall } from './supervisor.ts';

export interface PhaseServer {
  readonly client: LlmClient;
  readonly model: string;
  readonly options: LlmOptions;
}

export interface PhaseRequest<T> {
  readonly phase: SupervisionPhase;
  readonly annotatorId: string | null;
  readonly system: string;
  /** The task turn; level 0 is complete, each further level is shorter, for models with a small context. */
  readonly task: (level: number) => string;
  readonly schema: JsonSchema;
  readonly answer: z.ZodType<T>;
  /** What the schema cannot say; "" = fine. Written for the model. */
  readonly check?: (value: T) => string;
}

export type PhaseResult<T> =
  | { readonly ok: true; readonly value: T; readonly calls: readonly SupervisorCall[] }
  | { readonly ok: false; readonly why: string; readonly calls: readonly SupervisorCall[] };

/** First ask and two re-asks. */
const maxAttempts = 3;
const maxEchoLength = 2_000;

/**
 * Asks one phase until the answer is valid. A request that does not fit is sent again shorter, a cut answer with twice
 * the output, an invalid one with what was wrong.
 * @throws {AppError} the client's error where another phase would fail in the same way (server away, key, quota)
 */
export async function askPhase<T>(
  server: PhaseServer,
  request: PhaseRequest<T>,
  hooks: SupervisionHooks,
  signal: AbortSignal,
): Promise<PhaseResult<T>> {
  const redact = hooks.redact ?? ((text: string) => text);
  const system = redact(request.system);
  const calls: SupervisorCall[] = [];
  let level = 0;
  let options = server.options;
  let afterTask: readonly LlmTurn[] = [];
  let why = '';
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    signal.throwIfAborted();
    const turns: LlmTurn[] = [{ role: 'user', content: redact(request.task(level)) }, ...afterTask];
    const planned = plan(request, attempt, system, turns, server.model, options);
    if ((await hooks.beforeCall?.(planned)) === 'skip') {
      calls.push(
        await report(hooks, planned, { outcome: 'skipped', problem: 'Not sent: the user declined.' }),
      );
      return { ok: false, why: 'the call was declined', calls };
    }
    const stored = hooks.reuse?.(planned.requestHash);
    const outcome =
      stored === undefined ? await send(server, request, system, turns, options, signal) : reused(stored);
    const verdict = outcome.status === 'ok' ? readPhase(request, outcome.text) : undefined;
    if (verdict?.ok === true) {
      const kind = stored === undefined ? 'accepted' : 'reused';
      calls.push(await report(hooks, planned, { outcome: kind, problem: '' }, outcome));
      return { ok: true, value: verdict.value, calls };
    }
    why = verdict?.problem ?? outcome.error?.message ?? `the call ended as ${outcome.status}`;
    const kind = stored !== undefined ? 'reused' : outcome.status === 'ok' ? 'rejected' : 'failed';
    calls.push(await report(hooks, planned, { outcome: kind, problem: why }, outcome));
    switch (outcome.status) {
      case 'fatal':
      case 'transient':
        throw outcome.error ?? new AppError('INTERNAL', `The supervisor's call ended as ${outcome.status}.`);
      case 'refused':
        return { ok: false, why, calls };
      case 'overflow':
        level += 1;
        break;
      case 'truncated':
        options = { ...options, numPredict: options.numPredict * 2 };
        break;
      case 'invalid':
      case 'ok':
        afterTask = reAsk(outcome.text, why);
    }
  }
  return { ok: false, why, calls };
}

function plan<T>(
  request: PhaseRequest<T>,
  attempt: number,
  system: string,
  turns: readonly LlmTurn[],
  model: string,
  options: LlmOptions,
): PlannedCall {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([model, options, request.schema, system, turns]));
  return {
    phase: request.phase,
    annotatorId: request.annotatorId,
    attempt,
    requestText: requestText(system, turns),
    requestHash: hash.digest('hex'),
  };
}

/** What is sent, as one text: the instructions, then each turn. */
export function requestText(system: string, turns: readonly LlmTurn[]): string {
  return [
    system,
    ...turns.map((turn) => (turn.role === 'user' ? turn.content : `[earlier answer]\n${turn.content}`)),
  ].join('\n\n');
}

async function send<T>(
  server: PhaseServer,
  request: PhaseRequest<T>,
  system: string,
  turns: readonly LlmTurn[],
  options: LlmOptions,
  signal: AbortSignal,
): Promise<LlmOutcome> {
  return server.client.complete(
    {
      model: server.model,
      system,
      turns,
      schemaName: request.phase,
      schema: request.schema,
      options,
      purpose: 'supervise',
      containsDocumentText: true,
    },
    signal,
  );
}

function readPhase<T>(
  request: PhaseRequest<T>,
  text: string,
): { ok: true; value: T } | { ok: false; problem: string } {
  const parsed = parseAnswer(text);
  if (!parsed.ok) return { ok: false, problem: parsed.error.message };
  if (parsed.value.truncated) return { ok: false, problem: 'The JSON object is cut off.' };
  const checked = request.answer.safeParse(parsed.value.value);
  if (!checked.success) return { ok: false, problem: z.prettifyError(checked.error).slice(0, 1_500) };
  const problem = request.check?.(checked.data) ?? '';
  return problem === '' ? { ok: true, value: checked.data } : { ok: false, problem };
}

function reAsk(badAnswer: string, problem: string): LlmTurn[] {
  return [
    { role: 'assistant', content: badAnswer.slice(0, maxEchoLength) },
    {
      role: 'user',
      content: `That answer cannot be used. What is wrong:\n${problem}\nAnswer the same task again, with one JSON object of the required form only.`,
    },
  ];
}

async function report(
  hooks: SupervisionHooks,
  planned: PlannedCall,
  end: Pick<SupervisorCall, 'outcome' | 'problem'>,
  outcome?: LlmOutcome,
): Promise<SupervisorCall> {
  const call: SupervisorCall = {
    ...planned,
    ...end,
    responseText: outcome?.text ?? '',
    usage: outcome?.usage ?? noUsage,
    timings: outcome?.timings ?? noTimings,
    durationMs: outcome?.timings.totalMs ?? 0,
    servedModel: outcome?.servedModel ?? '',
  };
  await hooks.onCall(call);
  return call;
}

function reused(text: string): LlmOutcome {
  return {
    status: 'ok',
    text,
    usage: noUsage,
    timings: noTimings,
    attempts: 0,
    servedModel: '',
    mode: 'reused',
    reason: '',
  };
}
