import OpenAI from 'openai';
import { AppError } from '#shared/errors.ts';
import { startDeadline, type CallLimits } from './call-deadline.ts';
import { abortReason, systemClock, type Clock } from './clock.ts';
import type { LlmClient, LlmOutcome, LlmRequest } from './llm-client.ts';
import { openAiBody } from './openai-body.ts';
import {
  capabilityKey,
  firstCapability,
  stepDown,
  type CapabilityStore,
  type OpenAiCapability,
} from './openai-capabilities.ts';
import { openAiFailure, type OpenAiFailure } from './openai-errors.ts';
import { readOpenAi } from './openai-read.ts';
import { addUsage, failedAttempt, noUsage, toOutcome } from './outcome.ts';
import { parseAnswer } from './parse-ladder.ts';
import { backoffMs } from './retry-policy.ts';
import { schemaMismatch } from './schema-check.ts';
import type { CallLabel, FetchLike, Transport } from './transport.ts';

export interface OpenAiClientDeps {
  /** Ends in /v1. */
  readonly baseUrl: string;
  /** Never written anywhere; "" for servers without keys. */
  readonly apiKey: string;
  readonly transport: Transport;
  readonly clock?: Clock;
  /** Uniform in [0, 1), for jitter only. */
  readonly random?: () => number;
  readonly limits?: Partial<CallLimits & { readonly retryBaseMs: number }>;
  /** Default: true for api.openai.com. Decides the first mode, effort and sampling fields. */
  readonly official?: boolean;
  /** null sends none; default "low" for the official API, none elsewhere. */
  readonly reasoningEffort?: string | null;
  /** Room for thinking on top of numPredict; default 6000 for the official API, 0 elsewhere. */
  readonly reasoningTokens?: number;
  /** What was learnt about servers before; shared and updated in place. */
  readonly capabilities?: CapabilityStore;
  /** The server asked to slow down (429, 503); the call itself waits and is repeated. */
  readonly onBusy?: () => void;
}

export interface OpenAiClient extends LlmClient {
  readonly provider: 'openai';
  /** Ids of the endpoint's models; also the test of a key. @throws {AppError} LLM_AUTH, LLM_UNREACHABLE … */
  models(signal: AbortSignal): Promise<string[]>;
  capability(model: string): OpenAiCapability;
}

const transportTries = 3;
const busyTries = 6;
const defaultLimits = { firstMs: 180_000, idleMs: 60_000, totalMs: 600_000, retryBaseMs: 1_000 };

/** Carries a complete JSON answer out of the package where a stream was asked for but not given. */
class WholeAnswer extends Error {
  readonly value: unknown;
  constructor(value: unknown) {
    super('the server answered without streaming');
    this.value = value;
  }
}

/** Client for the OpenAI API and compatible servers; see llm-protocols section 3 for every rule in here. */
export function createOpenAiClient(deps: OpenAiClientDeps): OpenAiClient {
  const baseUrl = deps.baseUrl.replace(/\/+$/u, '').replace(/:\/\/localhost(?=[:/]|$)/u, '://127.0.0.1');
  const clock = deps.clock ?? systemClock;
  const random = deps.random ?? Math.random;
  const limits = { ...defaultLimits, ...deps.limits };
  const official = deps.official ?? new URL(baseUrl).hostname === 'api.openai.com';
  const effort = deps.reasoningEffort === undefined ? (official ? 'low' : null) : deps.reasoningEffort;
  const reasoningTokens = deps.reasoningTokens ?? (official ? 6_000 : 0);
  const store = deps.capabilities ?? new Map<string, OpenAiCapability>();
  const secrets = deps.apiKey === '' ? [] : [deps.apiKey];
  const capabilityOf = (model: string): OpenAiCapability =>
    store.get(capabilityKey(baseUrl, model)) ?? firstCapability(official);
  const remember = (model: string, capability: OpenAiCapability): void =>
    void store.set(capabilityKey(baseUrl, model), capability);

  /** A client of the package for one call: our fetch, no retries, no deadlines, nothing read from the environment. */
  const sdk = (label: CallLabel): OpenAI =>
    new OpenAI({
      baseURL: baseUrl,
      apiKey: deps.apiKey === '' ? 'none' : deps.apiKey,
      organization: null,
      project: null,
      webhookSecret: null,
      maxRetries: 0,
      timeout: 2_000_000_000,
      logLevel: 'off',
      fetch: checkedFetch(deps.transport.fetchFor(label), baseUrl),
    });

  async function send(
    request: LlmRequest,
    capability: OpenAiCapability,
    outputCap: number,
    signal: AbortSignal,
  ): Promise<OpenAiFailure> {
    const deadline = startDeadline(clock, limits, signal, `${request.model} at ${new URL(baseUrl).host}`);
    const started = clock.ticks();
    const body = openAiBody(request, capability, { official, reasoningEffort: effort, outputCap });
    const client = sdk({ purpose: request.purpose, containsDocumentText: request.containsDocumentText });
    const timed = (failure: OpenAiFailure): OpenAiFailure => {
      const totalMs = clock.ticks() - started;
      return {
        ...failure,
        attempt: { ...failure.attempt, timings: { ...failure.attempt.timings, totalMs } },
      };
    };
    try {
      const path = capability.mode === 'responses-schema' ? '/responses' : '/chat/completions';
      const events = await client.post<AsyncIterable<unknown>>(path, {
        body,
        stream: true,
        signal: deadline.signal,
      });
      const attempt = await readOpenAi(events, request.model, () => deadline.progress());
      // The package ends an aborted stream quietly: ask who ended it.
      deadline.signal.throwIfAborted();
      return timed({ attempt });
    } catch (error) {
      if (signal.aborted) throw abortReason(signal);
      const missed = deadline.missed();
      if (missed !== undefined) return timed({ attempt: failedAttempt('transient', 'timeout', missed) });
      const whole = wholeAnswerIn(error);
      if (whole !== undefined)
        return timed({
          attempt: await readOpenAi(once(whole.value), request.model, () => deadline.progress()),
        });
      return timed(openAiFailure(error, baseUrl, request.model, clock.now(), secrets));
    } finally {
      deadline.end();
    }
  }

  async function complete(request: LlmRequest, signal: AbortSignal): Promise<LlmOutcome> {
    if (signal.aborted) throw abortReason(signal);
    let outputCap = request.options.numPredict + reasoningTokens;
    let raised = false;
    let tries = 0;
    let failures = 0;
    let busy = 0;
    let spent = noUsage;
    for (;;) {
      const capability = capabilityOf(request.model);
      const { attempt, drop, stepDown: weaker } = await send(request, capability, outputCap, signal);
      tries += 1;
      spent = addUsage(spent, attempt.usage);
      // Every request is paid for, so the outcome counts the tokens of all of them.
      const end = (): LlmOutcome => toOutcome({ ...attempt, usage: spent }, tries, capability.mode);
      if (drop !== undefined && withoutField(capability, drop) !== null) {
        remember(request.model, withoutField(capability, drop) ?? capability);
        continue;
      }
      if (weaker === true) {
        const next = stepDown(capability);
        if (next === null) return end();
        remember(request.model, next);
        continue;
      }
      if (attempt.status === 'ok') {
        const next = judge(request, capability, attempt.text);
        remember(request.model, next);
        if (next.mode !== capability.mode) continue;
        return end();
      }
      if (attempt.reason === 'length' && attempt.text === '' && !raised) {
        raised = true;
        outputCap = outputCap * 2 + 8_000; // thinking ate the cap; a merely cut answer is the caller's to salvage
        continue;
      }
      if (attempt.status !== 'transient' || attempt.reason === 'timeout') return end();
      if (attempt.reason === 'busy') {
        deps.onBusy?.();
        busy += 1;
        if (busy >= busyTries) return end();
        await clock.sleep(attempt.retryAfterMs ?? backoffMs(busy, random, limits.retryBaseMs), signal);
        continue;
      }
      failures += 1;
      if (failures >= transportTries) return end();
      await clock.sleep(attempt.retryAfterMs ?? backoffMs(failures, random, limits.retryBaseMs), signal);
    }
  }

  return {
    provider: 'openai',
    baseUrl,
    complete,
    askedAs: ({ model }) => {
      const { mode, dropped } = capabilityOf(model);
      return Promise.resolve([mode, ...dropped].join(' '));
    },
    capability: capabilityOf,
    models: async (signal) => {
      const deadline = startDeadline(
        clock,
        { firstMs: 15_000, idleMs: 15_000, totalMs: 15_000 },
        signal,
        new URL(baseUrl).host,
      );
      try {
        const page = await sdk({ purpose: 'probe', containsDocumentText: false }).models.list({
          signal: deadline.signal,
        });
        return page.data.map((model) => model.id).sort();
      } catch (error) {
        if (signal.aborted) throw abortReason(signal);
        const { attempt } = openAiFailure(deadline.missed() ?? error, baseUrl, '', clock.now(), secrets);
        throw attempt.error ?? new AppError('INTERNAL', 'A failure without an error.');
      } finally {
        deadline.end();
      }
    },
  };
}

/** The capability without a refused field; null when leaving it out would change nothing. */
function withoutField(capability: OpenAiCapability, field: string): OpenAiCapability | null {
  if (field === 'max_completion_tokens' && capability.tokenField === field)
    return { ...capability, tokenField: 'max_tokens' };
  if (capability.dropped.includes(field) || ['model', 'messages', 'input', 'text'].includes(field))
    return null;
  return { ...capability, dropped: [...capability.dropped, field] };
}

/** After an answer: the mode is proven, or (never proven and the answer does not fit) one step weaker. */
function judge(request: LlmRequest, capability: OpenAiCapability, text: string): OpenAiCapability {
  if (capability.proven || capability.mode === 'plain') return capability;
  const parsed = parseAnswer(text);
  const strict = capability.mode !== 'chat-json';
  const direct = parsed.ok && parsed.value.rung === 'plain';
  const fits = strict ? direct && schemaMismatch(request.schema, parsed.value.value) === null : parsed.ok;
  return fits ? { ...capability, proven: true } : (stepDown(capability) ?? capability);
}

function wholeAnswerIn(error: unknown): WholeAnswer | undefined {
  for (let current = error, depth = 0; current instanceof Error && depth < 6; depth += 1) {
    if (current instanceof WholeAnswer) return current;
    current = current.cause;
  }
  return undefined;
}

/** A stream of one value. */
async function* once(value: unknown): AsyncGenerator {
  yield value;
}

/** Notices answers that are no LLM server's before the package tries to read them as a stream. */
function checkedFetch(fetch: FetchLike, baseUrl: string): FetchLike {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (!response.ok) return response;
    const type = response.headers.get('content-type') ?? '';
    const asksStream = typeof init?.body === 'string' && init.body.includes('"stream":true');
    if (/event-stream/iu.test(type) || (!asksStream && /json/iu.test(type))) return response;
    const body = await response.text();
    if (/json/iu.test(type) && body !== '') {
      try {
        throw new WholeAnswer(JSON.parse(body));
      } catch (error) {
        if (error instanceof WholeAnswer) throw error;
      }
    }
    throw new AppError(
      'LLM_NOT_A_SERVER',
      `The server at ${baseUrl} is not an LLM server: it answered with ${body === '' ? 'an empty body' : type}.`,
      {
        action: 'Check the endpoint address; it usually ends in /v1.',
      },
    );
  };
}
