import { createClock, type Clock } from '#core/llm/clock.ts';
import type { Brain } from './brain.ts';
import { sendJson, startFakeServer, type Exchange, type FakeServer } from './fake-server.ts';
import { makeAnswer } from './openai-answer.ts';
import { errorFault, sendError } from './openai-errors.ts';
import { openAiProfiles, type OpenAiProfile, type OpenAiProfileName } from './openai-profiles.ts';
import { sendAnswer } from './openai-wire.ts';
import { strictSchemaProblem } from './schema-lint.ts';

export interface FakeOpenAiOptions {
  readonly seed?: number;
  readonly clock?: Clock;
  readonly port?: number;
  readonly profile?: OpenAiProfileName;
  /** Where the profile checks keys; default "sk-fake-key-0123456789abcdef". */
  readonly apiKey?: string;
  readonly models?: readonly string[];
  readonly brain?: Brain;
  readonly lexicon?: ReadonlyMap<string, string>;
  /** Requests per minute of the token bucket; default: no limit. */
  readonly requestsPerMinute?: number;
  /** Answers worked on at once; others wait. Default: no limit. */
  readonly slots?: number;
  /** Answers asked for at once beyond which the server says 503. Default: never. */
  readonly busyAbove?: number;
  readonly outputTokensPerSecond?: number;
  readonly chunkChars?: number;
  readonly recordLimit?: number;
}

export interface FakeOpenAiState {
  readonly clock: Clock;
  readonly seed: number;
  readonly profile: OpenAiProfile;
  readonly models: ReadonlySet<string>;
  readonly brain: Brain | undefined;
  readonly lexicon: ReadonlyMap<string, string>;
  readonly outputTokensPerSecond: number;
  readonly chunkChars: number;
  readonly bucket: { readonly size: number; left: number; at: number };
  /** The last prompts, for cached_tokens. */
  readonly prompts: string[];
  counter: number;
  readonly load: Load;
}

/** Answers under way. */
interface Load {
  readonly slots: number;
  readonly busyAbove: number;
  readonly waiting: (() => void)[];
  inFlight: number;
  inSlots: number;
  maxInFlight: number;
  /** Requests that were told 503. */
  turnedAway: number;
}

export interface FakeOpenAi extends FakeServer {
  readonly state: FakeOpenAiState;
  readonly apiKey: string;
  /** `url` plus /v1: what clients take as base URL. */
  readonly baseUrl: string;
  readonly stats: { readonly answers: number; readonly maxInFlight: number; readonly turnedAway: number };
}

/** A loopback server that behaves like the OpenAI API or a compatible one (llm-protocols 5.2). */
export async function startFakeOpenAi(options: FakeOpenAiOptions = {}): Promise<FakeOpenAi> {
  const clock = options.clock ?? createClock();
  const apiKey = options.apiKey ?? 'sk-fake-key-0123456789abcdef';
  const size = options.requestsPerMinute ?? Number.MAX_SAFE_INTEGER;
  const state: FakeOpenAiState = {
    clock,
    seed: options.seed ?? 1,
    profile: openAiProfiles[options.profile ?? 'openai'],
    models: new Set(options.models ?? ['gpt-5.6-luna', 'gpt-5-mini']),
    brain: options.brain,
    lexicon: options.lexicon ?? new Map(),
    outputTokensPerSecond: options.outputTokensPerSecond ?? Infinity,
    chunkChars: options.chunkChars ?? 6,
    bucket: { size, left: size, at: clock.now() },
    prompts: [],
    counter: 0,
    load: {
      slots: options.slots ?? Infinity,
      busyAbove: options.busyAbove ?? Infinity,
      waiting: [],
      inFlight: 0,
      inSlots: 0,
      maxInFlight: 0,
      turnedAway: 0,
    },
  };
  const server = await startFakeServer({
    clock,
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.recordLimit === undefined ? {} : { recordLimit: options.recordLimit }),
    handle: (exchange) => route(exchange, state, apiKey),
  });
  return {
    ...server,
    state,
    apiKey,
    baseUrl: `${server.url}/v1`,
    get stats() {
      const { maxInFlight, turnedAway } = state.load;
      return { answers: state.counter, maxInFlight, turnedAway };
    },
  };
}

async function route(exchange: Exchange, state: FakeOpenAiState, apiKey: string): Promise<void> {
  const { request, response, body, model } = exchange;
  const { profile } = state;
  if (errorFault(exchange, profile)) return;
  if (profile.checksKey && request.headers.authorization !== `Bearer ${apiKey}`) {
    const shown = (request.headers.authorization ?? '').slice(7);
    sendError(exchange, profile, 401, `Incorrect API key provided: ${shown}.`, {
      code: 'invalid_api_key',
    });
    return;
  }
  if (!takeFromBucket(state)) {
    const ms = Math.ceil(60_000 / state.bucket.size);
    sendError(
      exchange,
      profile,
      429,
      'Rate limit reached for requests.',
      { code: 'rate_limit_exceeded' },
      { 'retry-after-ms': String(ms) },
    );
    return;
  }
  const card = (id: string): unknown => ({ id, object: 'model', created: 0, owned_by: 'fake' });
  if (request.path === '/v1/models') {
    sendJson(response, 200, { object: 'list', data: [...state.models].map(card) });
    return;
  }
  if (request.path.startsWith('/v1/models/')) {
    const id = decodeURIComponent(request.path.slice('/v1/models/'.length));
    if (state.models.has(id)) {
      sendJson(response, 200, card(id));
      return;
    }
    unknownModel(exchange, profile, id);
    return;
  }
  const isResponses = request.path === '/v1/responses';
  if (
    (isResponses && profile.responses === 'absent') ||
    (!isResponses && !['/v1/chat/completions', '/v1/responses/input_tokens'].includes(request.path))
  ) {
    sendError(exchange, profile, 404, `Unknown request URL: ${request.method} ${request.path}.`);
    return;
  }
  if (!state.models.has(model)) {
    unknownModel(exchange, profile, model);
    return;
  }
  if (request.path === '/v1/responses/input_tokens') {
    sendJson(response, 200, {
      object: 'response.input_tokens',
      input_tokens: Math.ceil(JSON.stringify(body).length / 4),
    });
    return;
  }
  const refused = profile.refused.find((name) => name in body && !(isResponses && name === 'max_tokens'));
  if (refused !== undefined) {
    sendError(
      exchange,
      profile,
      400,
      `Unsupported parameter: '${refused}' is not supported with this model.`,
      { param: refused, code: 'unsupported_parameter' },
    );
    return;
  }
  const problem = formatProblem(exchange, profile, isResponses);
  if (problem !== null) {
    sendError(exchange, profile, 400, problem, {
      param: isResponses ? 'text.format' : 'response_format',
    });
    return;
  }
  if (state.load.inFlight >= state.load.busyAbove) {
    state.load.turnedAway += 1;
    sendError(exchange, profile, 503, 'The server is overloaded, please try again later.');
    return;
  }
  await inSlot(state.load, () => sendAnswer(exchange, makeAnswer(exchange, state), state));
}

async function inSlot(load: Load, answer: () => Promise<void>): Promise<void> {
  load.inFlight += 1;
  load.maxInFlight = Math.max(load.maxInFlight, load.inFlight);
  if (load.inSlots >= load.slots) await new Promise<void>((resolve) => load.waiting.push(resolve));
  else load.inSlots += 1;
  try {
    await answer();
  } finally {
    load.inFlight -= 1;
    const next = load.waiting.shift(); // takes over the slot
    if (next === undefined) load.inSlots -= 1;
    else next();
  }
}

const unknownModel = (exchange: Exchange, profile: OpenAiProfile, id: string): void =>
  sendError(exchange, profile, 404, `The model \`${id}\` does not exist or you do not have access to it.`, {
    code: 'model_not_found',
  });

function takeFromBucket(state: FakeOpenAiState): boolean {
  const { bucket, clock } = state;
  const now = clock.now();
  bucket.left = Math.min(bucket.size, bucket.left + ((now - bucket.at) / 60_000) * bucket.size);
  bucket.at = now;
  if (bucket.left < 1) return false;
  bucket.left -= 1;
  return true;
}

interface Format {
  readonly type?: string;
  readonly strict?: boolean;
  readonly schema?: unknown;
  readonly json_schema?: { readonly strict?: boolean; readonly schema?: unknown };
}

function formatProblem(exchange: Exchange, profile: OpenAiProfile, isResponses: boolean): string | null {
  const { body } = exchange;
  const text = body['text'] as { format?: Format } | undefined;
  const format = isResponses ? text?.format : (body['response_format'] as Format | undefined);
  if (format === undefined) return null;
  if (format.type === 'json_schema') {
    if (isResponses && profile.responses === 'ignores-format') return null;
    if (!profile.jsonSchema) return "'response_format' of type 'json_schema' is not supported.";
    const holder = isResponses ? format : format.json_schema;
    const problem = holder?.strict === true ? strictSchemaProblem(holder.schema) : null;
    return problem === null ? null : `Invalid schema for response_format: ${problem}`;
  }
  if (format.type === 'json_object' && !profile.jsonObject) {
    return "'response_format.type' must be 'json_schema' or 'text'";
  }
  return null;
}
