import { createClock, type Clock } from '#core/llm/clock.ts';
import type { Brain } from './brain.ts';
import type { Exchange, FakeServer } from './fake-server.ts';
import { sendJson, sendText, startFakeServer } from './fake-server.ts';
import { uniform } from './hash.ts';
import { findModel, handleChat, handleGenerate, takeRunner } from './ollama-chat.ts';
import { defaultPool, normaliseName, type FakeModel } from './ollama-model.ts';
import { handleCreate, handlePull } from './ollama-pull.ts';
import { OllamaScheduler, type SchedulerStats } from './ollama-scheduler.ts';

export interface FakeOllamaOptions {
  readonly seed?: number;
  /** Default: real time. `createClock(1000)` makes one millisecond a second. */
  readonly clock?: Clock;
  readonly port?: number;
  readonly models?: readonly FakeModel[];
  /** What can be pulled; default: the default pool. */
  readonly registry?: readonly FakeModel[];
  readonly brain?: Brain;
  readonly lexicon?: ReadonlyMap<string, string>;
  readonly version?: string;
  readonly cloudDisabled?: boolean;
  readonly vramBytes?: number;
  readonly maxLoaded?: number;
  readonly numParallel?: number;
  readonly maxQueue?: number;
  readonly deadlockBug?: boolean;
  readonly swapPenaltyMs?: number;
  readonly unloadLagMs?: number;
  readonly prefillLagMs?: number;
  /** Infinity (the default): no time passes. */
  readonly loadBytesPerSecond?: number;
  readonly prefillTokensPerSecond?: number;
  readonly outputTokensPerSecond?: number;
  readonly pullBytesPerSecond?: number;
  /** Longest chunk of a streamed answer in characters; Infinity sends it whole. Default 6. */
  readonly chunkChars?: number;
  readonly recordLimit?: number;
}

export interface FakeOllamaState {
  readonly clock: Clock;
  readonly seed: number;
  readonly models: Map<string, FakeModel>;
  readonly registry: Map<string, FakeModel>;
  /** Layer digest → bytes on disk. */
  readonly pulled: Map<string, number>;
  /** Blob digest → size. */
  readonly blobs: Map<string, number>;
  readonly brain: Brain | undefined;
  readonly lexicon: ReadonlyMap<string, string>;
  readonly cloudDisabled: boolean;
  readonly scheduler: OllamaScheduler;
  readonly prefillLagMs: number;
  readonly chunkChars: number;
  readonly rates: {
    readonly prefillTokensPerSecond: number;
    readonly outputTokensPerSecond: number;
    readonly pullBytesPerSecond: number;
  };
  readonly stats: { promptTokens: number; evaluatedTokens: number; answers: number; pulledBytes: number };
}

export interface FakeOllama extends FakeServer {
  readonly state: FakeOllamaState;
  readonly stats: SchedulerStats & FakeOllamaState['stats'];
}

const minute = 60_000;

/** A loopback server that behaves like Ollama 0.33 (llm-protocols 5.1). */
export async function startFakeOllama(options: FakeOllamaOptions = {}): Promise<FakeOllama> {
  const clock = options.clock ?? createClock();
  const byName = (models: readonly FakeModel[]): Map<string, FakeModel> =>
    new Map(models.map((model) => [model.name, model]));
  const scheduler = new OllamaScheduler({
    clock,
    vramBytes: options.vramBytes ?? 24e9,
    maxLoaded: options.maxLoaded ?? 3,
    numParallel: options.numParallel ?? 1,
    maxQueue: options.maxQueue ?? 512,
    loadBytesPerSecond: options.loadBytesPerSecond ?? Infinity,
    swapPenaltyMs: options.swapPenaltyMs ?? 0,
    unloadLagMs: options.unloadLagMs ?? 0,
    deadlockBug: options.deadlockBug ?? true,
  });
  const stats = { promptTokens: 0, evaluatedTokens: 0, answers: 0, pulledBytes: 0 };
  const state: FakeOllamaState = {
    clock,
    scheduler,
    stats,
    seed: options.seed ?? 1,
    models: byName(options.models ?? defaultPool),
    registry: byName(options.registry ?? defaultPool),
    pulled: new Map(),
    blobs: new Map(),
    brain: options.brain,
    lexicon: options.lexicon ?? new Map(),
    cloudDisabled: options.cloudDisabled ?? true,
    prefillLagMs: options.prefillLagMs ?? 0,
    chunkChars: options.chunkChars ?? 6,
    rates: {
      prefillTokensPerSecond: options.prefillTokensPerSecond ?? Infinity,
      outputTokensPerSecond: options.outputTokensPerSecond ?? Infinity,
      pullBytesPerSecond: options.pullBytesPerSecond ?? 1e12,
    },
  };
  const version = options.version ?? '0.33.0';
  const server = await startFakeServer({
    clock,
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.recordLimit === undefined ? {} : { recordLimit: options.recordLimit }),
    handle: (exchange) => route(exchange, state, version),
  });
  return {
    ...server,
    close: async () => {
      await server.close();
      scheduler.restart(); // its keep-alive timers would hold the process
    },
    state,
    get stats() {
      return { ...scheduler.stats, ...stats };
    },
  };
}

/** Ollama answers under loopback, unspecified and private addresses only, against DNS rebinding. */
const knownHost =
  /^(localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[::1\]|\[::ffff:7f00:1\])/u;

async function route(exchange: Exchange, state: FakeOllamaState, version: string): Promise<void> {
  const { request, response } = exchange;
  const { path } = request;
  if (request.headers.host !== undefined && !knownHost.test(request.headers.host)) {
    response.writeHead(403).end();
    return;
  }
  const known: Readonly<Record<string, readonly [string, () => Promise<void> | void]>> = {
    '/': ['GET', () => sendText(response, 200, 'Ollama is running')],
    '/api/version': ['GET', () => sendJson(response, 200, { version })],
    '/api/status': [
      'GET',
      () =>
        sendJson(response, 200, {
          cloud: { disabled: state.cloudDisabled, source: state.cloudDisabled ? 'env' : 'none' },
        }),
    ],
    '/api/tags': [
      'GET',
      () => sendJson(response, 200, { models: [...state.models.values()].map((model) => tag(model)) }),
    ],
    '/api/ps': ['GET', () => sendJson(response, 200, { models: running(state) })],
    '/api/show': ['POST', () => show(exchange, state)],
    '/api/chat': ['POST', () => handleChat(exchange, state)],
    '/api/generate': ['POST', () => handleGenerate(exchange, state)],
    '/api/embed': ['POST', () => embed(exchange, state)],
    '/api/pull': ['POST', () => handlePull(exchange, state)],
    '/api/create': ['POST', () => handleCreate(exchange, state)],
    '/api/delete': ['DELETE', () => remove(exchange, state)],
  };
  if (path.startsWith('/api/blobs/')) {
    blob(exchange, state);
    return;
  }
  const entry = known[path];
  if (entry === undefined) {
    sendText(response, 404, '404 page not found');
    return;
  }
  const [method, handle] = entry;
  if (request.method === 'HEAD' && method === 'GET') {
    response.writeHead(200).end();
    return;
  }
  if (request.method !== method) {
    sendText(response, 405, '405 method not allowed');
    return;
  }
  await handle();
}

const details = (model: FakeModel): Record<string, unknown> => ({
  parent_model: '',
  format: 'gguf',
  family: model.family,
  families: [model.family],
  parameter_size: model.parameterSize,
  quantization_level: 'Q4_K_M',
  context_length: model.contextLength,
  embedding_length: model.embeddingLength,
});

const tag = (model: FakeModel): Record<string, unknown> => ({
  name: model.name,
  model: model.name,
  modified_at: '2026-08-01T00:00:00Z',
  size: model.size,
  digest: model.digest,
  details: details(model),
  capabilities: model.capabilities,
  ...(model.remoteHost === undefined ? {} : { remote_host: model.remoteHost, remote_model: model.name }),
});

const running = (state: FakeOllamaState): unknown[] =>
  [...state.scheduler.runners.values()].map((runner) => ({
    name: runner.model.name,
    model: runner.model.name,
    size: runner.size,
    digest: runner.model.digest,
    details: details(runner.model),
    size_vram: runner.sizeVram,
    context_length: runner.load.numCtx,
    expires_at: Number.isFinite(runner.expiresAt)
      ? new Date(runner.expiresAt).toISOString()
      : new Date(state.clock.now() + 292 * 365 * 24 * 60 * minute).toISOString(),
  }));

function show(exchange: Exchange, state: FakeOllamaState): void {
  const model = findModel(exchange, state);
  if (model === undefined) return;
  sendJson(exchange.response, 200, {
    license: '',
    modelfile: `FROM ${model.name}`,
    parameters: '',
    template: '{{ .Prompt }}',
    details: details(model),
    model_info: {
      'general.architecture': model.family,
      'general.parameter_count': Math.round(parseFloat(model.parameterSize) * 1e9),
      [`${model.family}.block_count`]: model.blockCount,
      [`${model.family}.attention.head_count`]: model.headCount,
      [`${model.family}.attention.head_count_kv`]: model.headCountKv,
      [`${model.family}.embedding_length`]: model.embeddingLength,
      [`${model.family}.context_length`]: model.contextLength,
    },
    capabilities: model.capabilities,
    modified_at: '2026-08-01T00:00:00Z',
    ...(model.remoteHost === undefined ? {} : { remote_host: model.remoteHost, remote_model: model.name }),
  });
}

/** Unit vectors in 64 dimensions from hashed character trigrams: near texts get near vectors. */
async function embed(exchange: Exchange, state: FakeOllamaState): Promise<void> {
  const { body, response } = exchange;
  const model = state.models.get(normaliseName(exchange.model));
  if (model === undefined) {
    sendJson(response, 404, { error: `model "${exchange.model}" not found, try pulling it first` });
    return;
  }
  const runner = await takeRunner(exchange, state, model);
  if (runner === undefined) return;
  state.scheduler.release(runner);
  const inputs = (Array.isArray(body['input']) ? body['input'] : [body['input']]).map(String);
  const embeddings = inputs.map((text) => {
    const vector = new Array<number>(64).fill(0);
    for (let at = 0; at + 3 <= text.length; at += 1) {
      const gram = text.slice(at, at + 3).toLowerCase();
      const axis = Math.floor(uniform(gram) * 64);
      vector[axis] = (vector[axis] ?? 0) + 1;
    }
    const norm = Math.hypot(...vector) || 1;
    return vector.map((value) => value / norm);
  });
  const count = inputs.reduce((sum, text) => sum + Math.ceil(Buffer.byteLength(text) / 4), 0);
  sendJson(response, 200, {
    model: exchange.model,
    embeddings,
    total_duration: 1_000_000,
    prompt_eval_count: count,
  });
}

function remove(exchange: Exchange, state: FakeOllamaState): void {
  const model = findModel(exchange, state);
  if (model === undefined) return;
  state.scheduler.expire(model);
  state.models.delete(model.name);
  exchange.response.writeHead(200).end();
}

function blob(exchange: Exchange, state: FakeOllamaState): void {
  const { request, response } = exchange;
  const digest = request.path.slice('/api/blobs/'.length);
  if (request.method === 'HEAD') {
    response.writeHead(state.blobs.has(digest) ? 200 : 404).end();
    return;
  }
  state.blobs.set(digest, Number(request.headers['content-length'] ?? 0) || String(request.body).length);
  response.writeHead(201).end();
}
