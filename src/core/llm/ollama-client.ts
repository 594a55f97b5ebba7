import { AppError } from '#shared/errors.ts';
import { startDeadline, type CallLimits } from './call-deadline.ts';
import { abortReason, systemClock, type Clock } from './clock.ts';
import type { LlmClient, LlmOptions, LlmOutcome, LlmRequest } from './llm-client.ts';
import { createRateBook, type ModelRates } from './model-rates.ts';
import { appErrorIn, unreachable } from './network-error.ts';
import { createOllamaApi, type OllamaApi } from './ollama-api.ts';
import { ollamaChat, runnerFields, type OllamaFormat, type OllamaThink } from './ollama-chat.ts';
import { ollamaFailure } from './ollama-errors.ts';
import { isCloudModelName } from './ollama-names.ts';
import { failedAttempt, toOutcome, type Attempt } from './outcome.ts';
import { backoffMs } from './retry-policy.ts';
import { estimatePromptTokens } from './token-estimate.ts';
import type { Transport } from './transport.ts';

/** Milliseconds, and tokens per second for models not yet measured. */
export interface OllamaLimits {
  readonly firstMs: number;
  readonly idleMs: number;
  readonly preloadMs: number;
  readonly preloadMsPerGb: number;
  /** How long to wait for /api/version after a transport failure. */
  readonly recoverMs: number;
  readonly retryBaseMs: number;
  readonly prefillTokensPerSecond: number;
  readonly outputTokensPerSecond: number;
}

export const defaultOllamaLimits: OllamaLimits = {
  firstMs: 30_000,
  idleMs: 60_000,
  preloadMs: 120_000,
  preloadMsPerGb: 15_000,
  recoverMs: 30_000,
  retryBaseMs: 1_000,
  prefillTokensPerSecond: 30,
  outputTokensPerSecond: 2,
};

export interface OllamaClientDeps {
  /** Without a trailing slash, e.g. http://127.0.0.1:11434. */
  readonly baseUrl: string;
  readonly transport: Transport;
  readonly clock?: Clock;
  /** Uniform in [0, 1), for jitter only. */
  readonly random?: () => number;
  readonly limits?: Partial<OllamaLimits>;
  /** How long models stay in memory after a call; finite, because a wedged scheduler waits for it. */
  readonly keepAlive?: string;
}

export interface OllamaClient extends LlmClient, OllamaApi {
  readonly provider: 'ollama';
  /** Loads a model with the run's options and waits for it. @throws {AppError} LLM_TIMEOUT, LLM_UNREACHABLE LLM_OUT_OF_MEMORY … */
  preload(model: string, options: LlmOptions, signal: AbortSignal, sizeBytes?: number): Promise<void>;
  /** Asks for the model to leave memory; it does so a little later. */
  unload(model: string, signal: AbortSignal): Promise<void>;
  rates(model: string): ModelRates;
  /** Fixes how a model is asked for structure, as the probe found it; default "schema". */
  useFormat(model: string, format: OllamaFormat): void;
  /** How long models stay in memory after a call from now on, e.g. "30m". */
  useKeepAlive(duration: string): void;
}

const transportTries = 3;
const busyTries = 8;

/** What is learnt about one model while talking to it. */
interface ModelFacts {
  readonly thinks: boolean;
  readonly family: string;
  readonly cloud: boolean;
}

const normalUrl = (url: string): string => url.replace(/\/+$/u, '').replace('://localhost', '://127.0.0.1');

/** Client for the native Ollama API; see llm-protocols sections 1, 2 and 4 for every rule in here. */
export function createOllamaClient(deps: OllamaClientDeps): OllamaClient {
  const baseUrl = normalUrl(deps.baseUrl);
  const clock = deps.clock ?? systemClock;
  const random = deps.random ?? Math.random;
  const limits = { ...defaultOllamaLimits, ...deps.limits };
  let keepAlive = deps.keepAlive ?? '30m';
  const api = createOllamaApi({ baseUrl, transport: deps.transport, clock });
  const book = createRateBook();
  const facts = new Map<string, ModelFacts>();
  const formats = new Map<string, OllamaFormat>();
  const formatKeyOf = ({ model, schemaName }: LlmRequest): string => `${model}\n${schemaName}`;
  const formatFor = (model: string, formatKey: string): OllamaFormat =>
    formats.get(formatKey) ?? formats.get(model) ?? 'schema';
  const noThink = new Set<string>();
  const loaded = new Set<string>();
  const inFlight = new Map<string, number>();

  async function factsOf(model: string, signal: AbortSignal): Promise<ModelFacts> {
    const known = facts.get(model);
    if (known !== undefined) return known;
    const shown = await api.show(model, signal);
    const fresh = {
      thinks: shown.capabilities.includes('thinking'),
      family: shown.family,
      cloud: shown.remoteHost !== '',
    };
    facts.set(model, fresh);
    return fresh;
  }

  function thinkFor(model: string, known: ModelFacts): OllamaThink {
    if (noThink.has(model)) return null;
    return /gpt-?oss/iu.test(`${known.family} ${model}`) ? 'low' : false;
  }

  function limitsFor(request: LlmRequest, numPredict: number): CallLimits {
    const rates = book.of(request.model);
    const promptTokens = estimatePromptTokens(request.system, request.turns);
    const queue = Math.max(0, (inFlight.get(request.model) ?? 1) - 1) * (rates.callMs ?? limits.firstMs);
    const load = loaded.has(request.model) ? 0 : limits.preloadMs;
    const prefill = (promptTokens / (rates.prefill ?? limits.prefillTokensPerSecond)) * 4000;
    const firstMs = limits.firstMs + queue + load + prefill;
    const output = (numPredict / (rates.output ?? limits.outputTokensPerSecond)) * 4000;
    return { firstMs, idleMs: limits.idleMs, totalMs: firstMs + output };
  }

  /** Waits until the server answers again; false when it does not in time. */
  async function recovered(signal: AbortSignal): Promise<boolean> {
    const until = clock.ticks() + limits.recoverMs;
    for (;;) {
      try {
        await api.version(signal);
        return true;
      } catch (error) {
        if (signal.aborted) throw abortReason(signal);
        if (appErrorIn(error)?.code === 'PRIVACY_BLOCKED' || clock.ticks() >= until) return false;
        await clock.sleep(Math.min(500, limits.retryBaseMs), signal);
      }
    }
  }

  function refuseCloud(model: string): Attempt {
    return failedAttempt(
      'fatal',
      'privacy',
      new AppError(
        'PRIVACY_BLOCKED',
        `${model} runs in Ollama's cloud, not on this computer; nothing was sent.`,
        {
          action: 'Choose a model that is installed locally.',
        },
      ),
    );
  }

  async function complete(request: LlmRequest, signal: AbortSignal): Promise<LlmOutcome> {
    const { model } = request;
    const formatKey = formatKeyOf(request);
    const modeOf = (): string => `ollama-${formatFor(model, formatKey)}`;
    if (signal.aborted) throw abortReason(signal);
    if (isCloudModelName(model)) return toOutcome(refuseCloud(model), 0, modeOf());
    inFlight.set(model, (inFlight.get(model) ?? 0) + 1);
    try {
      let tries = 0;
      let failures = 0;
      let busy = 0;
      for (;;) {
        const attempt = await oneTry(request, formatKey, signal);
        tries += 1;
        if (attempt.reason === 'no-think' && !noThink.has(model)) {
          noThink.add(model);
          continue;
        }
        if (attempt.reason === 'no-grammar' && formatFor(model, formatKey) === 'schema') {
          formats.set(formatKey, 'json');
          continue;
        }
        const end = (): LlmOutcome => toOutcome(attempt, tries, modeOf());
        if (attempt.status !== 'transient') return end();
        if (attempt.reason !== 'busy') loaded.delete(model); // after a crash or restart the next call loads it again
        if (attempt.reason === 'busy') {
          busy += 1;
          if (busy >= busyTries) return end();
          await clock.sleep(attempt.retryAfterMs ?? backoffMs(busy, random, limits.retryBaseMs), signal);
          continue;
        }
        // Out of memory and a missed deadline do not heal by repeating: who has the session opens it anew.
        failures += 1;
        const most = attempt.reason === 'crash' ? 2 : transportTries;
        if (attempt.reason === 'oom' || attempt.reason === 'timeout' || failures >= most) return end();
        await clock.sleep(backoffMs(failures, random, limits.retryBaseMs), signal);
        if (!(await recovered(signal))) return end();
      }
    } finally {
      inFlight.set(model, (inFlight.get(model) ?? 1) - 1);
    }
  }

  async function oneTry(request: LlmRequest, formatKey: string, signal: AbortSignal): Promise<Attempt> {
    const { model } = request;
    const { numPredict } = request.options;
    let known: ModelFacts;
    try {
      known = await factsOf(model, signal);
    } catch (error) {
      if (signal.aborted) throw abortReason(signal);
      return factsFailure(error, baseUrl);
    }
    if (known.cloud) return refuseCloud(model);
    const attempt = await ollamaChat(
      {
        request,
        baseUrl,
        transport: deps.transport,
        clock,
        numPredict,
        keepAlive,
        limits: limitsFor(request, numPredict),
        think: thinkFor(model, known),
        format: formatFor(model, formatKey),
      },
      signal,
    );
    if (attempt.timings.totalMs > 0) {
      loaded.add(model);
      const { usage, timings } = attempt;
      book.add(model, {
        promptTokens: usage.inputTokens,
        promptMs: timings.promptMs,
        outputTokens: usage.outputTokens,
        outputMs: timings.outputMs,
        totalMs: timings.totalMs,
      });
    }
    return attempt;
  }

  /** POST /api/generate without a prompt: loads or unloads. */
  async function generate(
    model: string,
    fields: Record<string, unknown>,
    limitMs: number,
    signal: AbortSignal,
  ): Promise<void> {
    const deadline = startDeadline(
      clock,
      { firstMs: limitMs, idleMs: limitMs, totalMs: limitMs },
      signal,
      `Loading ${model}`,
    );
    const fetch = deps.transport.fetchFor({ purpose: 'manage', containsDocumentText: false });
    try {
      const response = await fetch(`${baseUrl}/api/generate`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model, prompt: '', stream: false, ...fields }),
        signal: deadline.signal,
      });
      const body = await response.text();
      if (!response.ok) {
        const { error } = ollamaFailure(response.status, body, model, baseUrl);
        throw error ?? new AppError('INTERNAL', 'An error answer without an error.');
      }
    } catch (error) {
      if (signal.aborted) throw abortReason(signal);
      throw deadline.missed() ?? appErrorIn(error) ?? unreachable(baseUrl, error);
    } finally {
      deadline.end();
    }
  }

  return {
    ...api,
    provider: 'ollama',
    baseUrl,
    complete,
    askedAs: async (request, signal) => {
      try {
        const think = thinkFor(request.model, await factsOf(request.model, signal));
        return `format ${formatFor(request.model, formatKeyOf(request))}, think ${String(think)}`;
      } catch {
        if (signal.aborted) throw abortReason(signal);
        return null; // the call meets the same failure and reports it
      }
    },
    rates: (model) => book.of(model),
    useFormat: (model, format) => void formats.set(model, format),
    useKeepAlive: (duration) => {
      keepAlive = duration;
    },
    preload: async (model, options, signal, sizeBytes = 0) => {
      if (isCloudModelName(model)) throw refuseCloud(model).error ?? new AppError('PRIVACY_BLOCKED', model);
      const limitMs = Math.max(limits.preloadMs, (sizeBytes / 1e9) * limits.preloadMsPerGb);
      const { options: runner, shift } = runnerFields(options, options.numPredict);
      await generate(model, { keep_alive: keepAlive, options: runner, shift }, limitMs, signal);
      loaded.add(model);
    },
    unload: async (model, signal) => {
      await generate(model, { keep_alive: 0 }, 15_000, signal);
      loaded.delete(model);
    },
  };
}

function factsFailure(error: unknown, baseUrl: string): Attempt {
  const known = appErrorIn(error) ?? unreachable(baseUrl, error);
  const fatal: Readonly<Record<string, string>> = {
    LLM_MODEL_MISSING: 'missing',
    LLM_NOT_A_SERVER: 'not-a-server',
    LLM_AUTH: 'auth',
    PRIVACY_BLOCKED: 'privacy',
    LLM_BAD_REQUEST: 'bad-request',
    LLM_QUOTA: 'quota',
  };
  const reason = fatal[known.code];
  if (reason !== undefined) return failedAttempt('fatal', reason, known);
  return failedAttempt('transient', known.code === 'LLM_TIMEOUT' ? 'timeout' : 'network', known);
}
