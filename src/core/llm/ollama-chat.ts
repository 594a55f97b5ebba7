import { AppError } from '#shared/errors.ts';
import { startDeadline, type CallDeadline, type CallLimits } from './call-deadline.ts';
import { abortReason, type Clock } from './clock.ts';
import type { LlmRequest, LlmTimings, LlmUsage } from './llm-client.ts';
import { createLoopGuard } from './loop-guard.ts';
import { readNdjson } from './ndjson.ts';
import { appErrorIn, unreachable } from './network-error.ts';
import { notAServer, ollamaFailure } from './ollama-errors.ts';
import { isCloudEntry } from './ollama-names.ts';
import { failedAttempt, noTimings, noUsage, type Attempt } from './outcome.ts';
import { retryAfterMs } from './retry-policy.ts';
import { estimatePromptTokens } from './token-estimate.ts';
import type { Transport } from './transport.ts';

export type OllamaThink = false | 'low' | null;
export type OllamaFormat = 'schema' | 'json' | 'none';

export interface OllamaChatCall {
  readonly request: LlmRequest;
  readonly baseUrl: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly limits: CallLimits;
  /** null leaves the switch out. */
  readonly think: OllamaThink;
  readonly format: OllamaFormat;
  readonly numPredict: number;
  readonly keepAlive: string;
}

/** The load-time options must be the same in preload and chat, or the model is loaded twice. */
export function runnerFields(options: LlmRequest['options'], numPredict: number): Record<string, unknown> {
  return {
    truncate: false,
    shift: false,
    options: {
      num_ctx: options.numCtx,
      num_predict: numPredict,
      temperature: options.temperature,
      top_p: options.topP,
      top_k: options.topK,
      seed: options.seed,
      repeat_penalty: options.repeatPenalty,
    },
  };
}

function chatBody(call: OllamaChatCall): string {
  const { request, think, format } = call;
  return JSON.stringify({
    model: request.model,
    stream: true,
    ...(think === null ? {} : { think }),
    keep_alive: call.keepAlive,
    ...(format === 'none' ? {} : { format: format === 'schema' ? request.schema : 'json' }),
    messages: [{ role: 'system', content: request.system }, ...request.turns],
    ...runnerFields(request.options, call.numPredict),
  });
}

const count = (value: unknown): number => (typeof value === 'number' && value > 0 ? value : 0);
const msOf = (ns: unknown): number => count(ns) / 1e6;

/** One streamed POST /api/chat. @throws the signal's reason when the caller aborts */
export async function ollamaChat(call: OllamaChatCall, signal: AbortSignal): Promise<Attempt> {
  const deadline = startDeadline(call.clock, call.limits, signal, `${call.request.model} at ${call.baseUrl}`);
  let text = '';
  try {
    const response = await call.transport.postJson(
      { purpose: call.request.purpose, containsDocumentText: call.request.containsDocumentText },
      `${call.baseUrl}/api/chat`,
      chatBody(call),
      deadline.signal,
    );
    if (response.status !== 200) {
      const attempt = ollamaFailure(
        response.status,
        await wholeText(response.body),
        call.request.model,
        call.baseUrl,
      );
      const wait = retryAfterMs(response.headers, call.clock.now());
      return wait === undefined ? attempt : { ...attempt, retryAfterMs: wait };
    }
    const type = response.headers.get('content-type') ?? '';
    if (!/json/iu.test(type)) return notAServer(call.baseUrl, type === '' ? 'nothing' : type);
    return await readAnswer(call, response.body, deadline, (piece) => (text += piece));
  } catch (error) {
    if (signal.aborted) throw abortReason(signal);
    const missed = deadline.missed();
    if (missed !== undefined) return failedAttempt('transient', 'timeout', missed, { text });
    const known = appErrorIn(error);
    if (known?.code === 'PRIVACY_BLOCKED') return failedAttempt('fatal', 'privacy', known);
    if (known?.code === 'LLM_INVALID_ANSWER') return failedAttempt('invalid', 'bad-stream', known, { text });
    return failedAttempt('transient', 'network', unreachable(call.baseUrl, error), { text });
  } finally {
    deadline.end();
  }
}

async function wholeText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function readAnswer(
  call: OllamaChatCall,
  body: AsyncIterable<Uint8Array>,
  deadline: CallDeadline,
  grow: (piece: string) => string,
): Promise<Attempt> {
  const { request, baseUrl } = call;
  const guard = createLoopGuard();
  let text = '';
  let events = 0;
  for await (const event of readNdjson(body)) {
    deadline.progress();
    events += 1;
    if (typeof event['error'] === 'string') {
      return {
        ...ollamaFailure(200, JSON.stringify({ error: event['error'] }), request.model, baseUrl),
        text,
      };
    }
    if (isCloudEntry({ remote_host: event['remote_host'], remote_model: event['remote_model'] })) {
      return failedAttempt(
        'fatal',
        'privacy',
        new AppError(
          'PRIVACY_BLOCKED',
          `${request.model} was answered by another computer (${String(event['remote_host'])}), not by this one.`,
          {
            action: 'Remove this model from the pool; set OLLAMA_NO_CLOUD=1 for the server.',
          },
        ),
      );
    }
    const message = event['message'];
    const content =
      typeof message === 'object' && message !== null ? (message as { content?: unknown }).content : '';
    if (typeof content === 'string' && content !== '') {
      text = grow(content);
      const loop = guard.push(content);
      if (loop !== null) {
        return failedAttempt(
          'truncated',
          'loop',
          new AppError(
            'LLM_INVALID_ANSWER',
            `${request.model} was stopped: it repeated ${loop === 'repeat' ? 'itself' : 'blanks'} without end.`,
          ),
          { text },
        );
      }
    }
    if (event['done'] === true) return finished(call, event, text);
  }
  if (events === 0) return notAServer(baseUrl, 'an empty body');
  return failedAttempt(
    'truncated',
    'no-done',
    new AppError('LLM_INVALID_ANSWER', `The answer of ${request.model} ended without its closing line.`),
    { text },
  );
}

function finished(call: OllamaChatCall, event: Readonly<Record<string, unknown>>, text: string): Attempt {
  const { request } = call;
  const usage: LlmUsage = {
    ...noUsage,
    inputTokens: count(event['prompt_eval_count']),
    outputTokens: count(event['eval_count']),
  };
  const timings: LlmTimings = {
    ...noTimings,
    totalMs: msOf(event['total_duration']),
    loadMs: msOf(event['load_duration']),
    promptMs: msOf(event['prompt_eval_duration']),
    outputMs: msOf(event['eval_duration']),
  };
  const more = {
    text,
    usage,
    timings,
    servedModel: typeof event['model'] === 'string' ? event['model'] : '',
  };
  if (wasHalved(call, usage.inputTokens)) {
    return failedAttempt(
      'overflow',
      'overflow',
      new AppError(
        'LLM_CONTEXT_OVERFLOW',
        `The server cut the prompt for ${request.model} to half its context without saying so.`,
        {
          action: 'Raise the context length, split the document, or update Ollama.',
        },
      ),
      more,
    );
  }
  if (event['done_reason'] === 'length') {
    return failedAttempt(
      'truncated',
      'length',
      new AppError(
        'LLM_INVALID_ANSWER',
        `The answer of ${request.model} reached its limit of ${call.numPredict} tokens.`,
      ),
      more,
    );
  }
  return { status: 'ok', reason: '', ...more };
}

/** Old servers halve long prompts silently; the count they then report gives them away. */
function wasHalved(call: OllamaChatCall, promptTokens: number): boolean {
  const { numCtx } = call.request.options;
  if (promptTokens !== numCtx - Math.floor((numCtx - 4) / 2)) return false;
  return estimatePromptTokens(call.request.system, call.request.turns) > promptTokens * 1.2;
}
