import { z } from 'zod';
import { hostOf, isLoopbackUrl, openAiBaseUrl, originOf } from '#shared/domain/address.ts';
import type { SupervisorConfig } from '#shared/domain/run-settings.ts';
import { AppError } from '#shared/errors.ts';
import { createBuiltinAnnotator } from '#core/annotators/builtin/create-builtin-annotator.ts';
import { createLlmAnnotator } from '#core/annotators/llm-annotator.ts';
import { createCachedClient, type ResponseCache } from '#core/llm/cached-client.ts';
import { chooseNumCtx, chooseNumPredict } from '#core/llm/choose-num-ctx.ts';
import type { Clock } from '#core/llm/clock.ts';
import { callCostUsd, unknownPrice, type ModelPrice } from '#core/llm/cost.ts';
import type { LlmOptions } from '#core/llm/llm-client.ts';
import { createOllamaClient, type OllamaClient, type OllamaLimits } from '#core/llm/ollama-client.ts';
import { redactingClient } from '#core/llm/redacting-client.ts';
import type { OpenAiCapability } from '#core/llm/openai-capabilities.ts';
import { withTag } from '#core/llm/ollama-names.ts';
import { createOpenAiClient, type OpenAiClientDeps } from '#core/llm/openai-client.ts';
import type { Transport } from '#core/llm/transport.ts';
import type { Room } from '#core/ollama/residents.ts';
import { createConcurrencyTuner, type ConcurrencyTuner } from '#core/ollama/concurrency-tuner.ts';
import { createLlmSupervisor } from '#core/supervisor/llm-supervisor.ts';
import { createRuleSupervisor } from '#core/supervisor/rule-supervisor.ts';
import { checkClient } from './check-client.ts';
import { createEmbedder } from './embedder.ts';
import type { ModelRecords } from '#core/ollama/model-records.ts';
import { createOllamaSessions, type OllamaSessions } from './ollama-sessions.ts';
import type {
  AnnotatorSession,
  JobModels,
  ModelProvider,
  OpenSessionRequest,
  SupervisorSession,
} from './ports.ts';
import { openServerAnnotator, serverTuner } from './server-annotator.ts';
import { tunedSession } from './tuned-session.ts';

export interface ModelProviderDeps {
  readonly ollamaUrl: string;
  readonly transport: Transport;
  readonly clock: Clock;
  /** The key of the server at this address; null = none. A key goes to the server it belongs to and to no other. */
  readonly keyFor: (baseUrl: string) => string | null;
  /** Takes out of annotators' texts what must not leave this computer; used for servers on other computers. */
  readonly redact?: (text: string) => string;
  /** USD per million tokens; undefined where unknown. */
  readonly priceOf: (model: string) => ModelPrice | undefined;
  /** Answers of earlier calls with the same content; absent = every call goes out. */
  readonly cache?: ResponseCache;
  /** Finds (or starts) the server before its first use; absent = `ollamaUrl` as it is. */
  readonly resolveOllamaUrl?: (signal: AbortSignal) => Promise<string>;
  /** What is known about model files from before; absent = nothing, and nothing is kept. */
  readonly records?: ModelRecords;
  /** Memory for models at a server; null or absent = unknown, so that one is loaded at a time. */
  readonly roomAt?: (ollamaUrl: string) => Room | null;
  /** Restarts a server of ours and gives its new address; absent for servers we only attached to. */
  readonly restartOllama?: (signal: AbortSignal) => Promise<string>;
  /** Most documents in flight at an OpenAI-compatible annotator server, whatever the annotators' settings say. */
  readonly serverInFlight?: number;
  /** Deadlines and waits; the defaults fit laptops. */
  readonly ollamaLimits?: Partial<OllamaLimits>;
  readonly openAiLimits?: NonNullable<OpenAiClientDeps['limits']>;
}

/** Room for the rules that the coming iterations add, so that a model's context need not change (a change reloads it). */
const guidelineReserveTokens = 5_000;
/** Sampling that makes annotators comparable and repeatable (method.md 2.2). */
const sampling = { temperature: 0, topP: 1, topK: 40, seed: 7, repeatPenalty: 1 } as const;
const supervisorOptions: LlmOptions = { ...sampling, numCtx: 32_768, numPredict: 8_000 };

export function createModelProvider(deps: ModelProviderDeps): ModelProvider {
  let ollama: OllamaSessions | undefined;
  const jobModels = new Set<string>();
  let inTurns: JobModels['inTurns'] = [];
  /** One per model file for the whole job: what an earlier pass learnt about the server still holds. */
  const tuners = new Map<string, ConcurrencyTuner>();
  const tunerOf: TunerOf = (key, create) => {
    const tuner = tuners.get(key) ?? create();
    tuners.set(key, tuner);
    return tuner;
  };
  const clientAt = (baseUrl: string): OllamaClient =>
    createOllamaClient({
      baseUrl,
      transport: deps.transport,
      clock: deps.clock,
      ...(deps.ollamaLimits === undefined ? {} : { limits: deps.ollamaLimits }),
    });
  const restart =
    (again: (signal: AbortSignal) => Promise<string>) =>
    async (signal: AbortSignal): Promise<OllamaClient> => {
      try {
        return clientAt(await again(signal));
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'CONFLICT') throw error;
        throw new AppError('LLM_WEDGED', 'Ollama hangs: it answers, but loads no model.', {
          action: 'Restart Ollama; the run continues where it stopped.',
          cause: error,
        });
      }
    };
  const ollamaSide = async (signal: AbortSignal): Promise<OllamaSessions> => {
    if (ollama !== undefined) return ollama;
    const client = clientAt((await deps.resolveOllamaUrl?.(signal)) ?? deps.ollamaUrl);
    ollama ??= createOllamaSessions({
      client,
      clock: deps.clock,
      jobModels,
      together: {
        room: () => deps.roomAt?.(client.baseUrl) ?? null,
        inTurns: (numCtx) =>
          inTurns.map(({ model, role }) => ({
            model,
            numCtx: role === 'annotator' ? numCtx : supervisorOptions.numCtx,
          })),
      },
      ...(deps.records === undefined ? {} : { records: deps.records }),
      ...(deps.restartOllama === undefined ? {} : { restartServer: restart(deps.restartOllama) }),
    });
    return ollama;
  };
  const capabilities = new Map<string, OpenAiCapability>();
  const openAi = (url: string | null, onBusy?: () => void): ReturnType<typeof createOpenAiClient> => {
    const baseUrl = url ?? openAiBaseUrl;
    const key = deps.keyFor(baseUrl);
    if (key === null && originOf(baseUrl) === originOf(openAiBaseUrl)) {
      throw new AppError('KEY_MISSING', 'There is no API key for api.openai.com.', {
        action:
          'Enter it on the supervisor screen, or set OPENAI_API_KEY; or choose a local or the built-in supervisor.',
      });
    }
    return createOpenAiClient({
      baseUrl,
      apiKey: key ?? '',
      transport: deps.transport,
      clock: deps.clock,
      capabilities,
      ...(onBusy === undefined ? {} : { onBusy }),
      ...(deps.openAiLimits === undefined ? {} : { limits: deps.openAiLimits }),
    });
  };

  return {
    beginJob: ({ known, inTurns: takingTurns }) => {
      for (const model of known) jobModels.add(withTag(model));
      inTurns = takingTurns;
    },
    async openAnnotator(request, signal) {
      switch (request.config.kind) {
        case 'builtin':
          return plainSession(createBuiltinAnnotator(request.config), 1);
        case 'openai': {
          const { config } = request;
          const tuner = tunerOf(`${config.endpoint ?? ''} ${config.model}`, () =>
            serverTuner(config, deps.serverInFlight),
          );
          return openServerAnnotator({
            config,
            client: openAi(config.endpoint, () => tuner.busy()),
            options: annotatorOptions(request, 32_768),
            cache: deps.cache,
            redact: deps.redact,
            tuner,
            clock: deps.clock,
          });
        }
        case 'ollama':
          return openOllamaAnnotator(await ollamaSide(signal), request, { deps, tunerOf }, signal);
      }
    },
    openSupervisor: (config, signal) => openSupervisor(config, signal, { deps, openAi, ollamaSide }),
    async serverState(config, signal) {
      switch (config.kind) {
        case 'builtin':
          return 'up';
        case 'openai':
          return (await speaks(openAi(config.endpoint), signal)) ? 'up' : 'down';
        case 'ollama':
          if (ollama !== undefined && (await ollama.answers(signal))) return 'up';
          if (deps.resolveOllamaUrl === undefined) return 'down';
          try {
            await deps.resolveOllamaUrl(signal);
          } catch (error) {
            if (signal.aborted) throw error;
            return 'down';
          }
          ollama = undefined; // the next session starts from the address as it is now
          return 'renewed';
      }
    },
    embed: createEmbedder(
      async (signal) => clientAt((await deps.resolveOllamaUrl?.(signal)) ?? deps.ollamaUrl),
      deps.redact,
    ),
    close: async () => {
      await ollama?.close();
    },
  };
}

/** An answer that refuses is an answer too. */
async function speaks(client: ReturnType<typeof createOpenAiClient>, signal: AbortSignal): Promise<boolean> {
  try {
    await client.models(signal);
    return true;
  } catch (error) {
    if (signal.aborted) throw error;
    return error instanceof AppError && error.code !== 'LLM_UNREACHABLE' && error.code !== 'LLM_TIMEOUT';
  }
}

function plainSession(annotator: AnnotatorSession['annotator'], concurrency: number): AnnotatorSession {
  const close = (): Promise<void> => Promise.resolve();
  return { annotator, concurrency, options: null, digest: '', remark: null, close };
}

type TunerOf = (key: string, create: () => ConcurrencyTuner) => ConcurrencyTuner;

async function openOllamaAnnotator(
  sessions: OllamaSessions,
  request: OpenSessionRequest,
  { deps, tunerOf }: { readonly deps: ModelProviderDeps; readonly tunerOf: TunerOf },
  signal: AbortSignal,
): Promise<AnnotatorSession> {
  const { config } = request;
  const ready = await sessions.prepare(
    {
      model: config.model,
      role: 'annotator',
      options: (contextLimit) => annotatorOptions(request, contextLimit),
      fits: (options) => fitsContext(request, options),
      repair: request.repair,
      onActivity: request.onActivity,
    },
    signal,
  );
  const cached =
    deps.cache === undefined
      ? ready.client
      : createCachedClient(ready.client, deps.cache, () => ready.digest || config.model);
  const session = {
    annotator: createLlmAnnotator({
      config,
      client: redactingClient(cached, deps.redact),
      options: ready.options,
    }),
    options: ready.options,
    digest: ready.digest,
    remark: ready.remark,
    close: () => Promise.resolve(),
  };
  // One more than the slots: the next request waits in the server's queue, which costs nothing.
  if (ready.slots !== null) return { ...session, concurrency: ready.slots + 1 };
  return tunedSession(
    session,
    tunerOf(ready.digest, () => createConcurrencyTuner()),
    deps.clock,
  );
}

/** Longest context asked for; beyond it a laptop's memory is gone. Longer documents are split. */
const largestContext = 32_768;

const storedOptionsSchema = z.object({
  numCtx: z.number(),
  numPredict: z.number(),
  temperature: z.number(),
  topP: z.number(),
  topK: z.number(),
  seed: z.number(),
  repeatPenalty: z.number(),
});

function fitsContext(request: OpenSessionRequest, options: LlmOptions): boolean {
  return request.systemTokens + request.longestDocumentTokens + options.numPredict <= options.numCtx;
}

/** Frozen for a run: context for the longest prompt with room for rules to come, and a bounded answer. */
function annotatorOptions(request: OpenSessionRequest, contextLimit: number): LlmOptions {
  const earlier = storedOptionsSchema.safeParse(request.earlierOptions);
  if (earlier.success && fitsContext(request, earlier.data)) return earlier.data;
  const numPredict = chooseNumPredict(Math.min(200, request.longestDocumentTokens / 6));
  const prompt = request.systemTokens + guidelineReserveTokens + request.longestDocumentTokens;
  const numCtx = chooseNumCtx(prompt, numPredict, contextLimit) ?? Math.min(contextLimit, largestContext);
  return { ...sampling, numCtx, numPredict };
}

interface SupervisorParts {
  readonly deps: ModelProviderDeps;
  readonly openAi: (url: string | null) => ReturnType<typeof createOpenAiClient>;
  readonly ollamaSide: (signal: AbortSignal) => Promise<OllamaSessions>;
}

async function openSupervisor(
  config: SupervisorConfig,
  signal: AbortSignal,
  parts: SupervisorParts,
): Promise<SupervisorSession> {
  const id = `${config.kind}:${config.model}`;
  const done = (): Promise<void> => Promise.resolve();
  switch (config.kind) {
    case 'rules':
      return {
        supervisor: createRuleSupervisor(),
        leavesComputer: false,
        host: '',
        costUsd: () => 0,
        model: 'built-in rules',
        check: () => Promise.resolve('built-in'),
        close: done,
      };
    case 'openai': {
      const client = parts.openAi(config.url);
      const local = isLoopbackUrl(client.baseUrl);
      const price = local
        ? { input: 0, cachedInput: 0, output: 0 }
        : (parts.deps.priceOf(config.model) ?? unknownPrice);
      return {
        supervisor: createLlmSupervisor({ id, client, model: config.model, options: supervisorOptions }),
        leavesComputer: !local,
        host: hostOf(client.baseUrl) ?? '',
        costUsd: (usage) => callCostUsd({ ...usage, reasoningTokens: 0 }, price),
        model: config.model,
        check: (checkSignal) => checkClient(client, config.model, supervisorOptions, checkSignal),
        close: done,
      };
    }
    case 'ollama': {
      const sessions = await parts.ollamaSide(signal);
      const ready = await sessions.prepare(
        {
          model: config.model,
          role: 'supervisor',
          options: (limit) => ({ ...supervisorOptions, numCtx: Math.min(limit, supervisorOptions.numCtx) }),
          onActivity: () => undefined,
        },
        signal,
      );
      return {
        supervisor: createLlmSupervisor({
          id,
          client: ready.client,
          model: config.model,
          options: ready.options,
        }),
        // Ollama may be on another computer.
        leavesComputer: !isLoopbackUrl(ready.client.baseUrl),
        host: hostOf(ready.client.baseUrl) ?? '',
        costUsd: () => 0,
        model: config.model,
        check: (checkSignal) => checkClient(ready.client, config.model, ready.options, checkSignal),
        close: done,
      };
    }
  }
}
