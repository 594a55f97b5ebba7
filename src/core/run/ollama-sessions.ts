import type { Clock } from '#core/llm/clock.ts';
import type { LlmOptions } from '#core/llm/llm-client.ts';
import type { OllamaClient } from '#core/llm/ollama-client.ts';
import { withTag } from '#core/llm/ollama-names.ts';
import { slowWords } from '#core/ollama/measured-load.ts';
import { mendServer } from '#core/ollama/mend-server.ts';
import { openModelSession, smallestNumCtx, type ModelSession } from '#core/ollama/model-session.ts';
import { AppError } from '#shared/errors.ts';
import type { ModelRecords } from '#core/ollama/model-records.ts';
import type { SessionRepair } from './ports.ts';

export type ModelRole = 'annotator' | 'supervisor';

export interface PrepareRequest {
  readonly model: string;
  /** What the model is needed for: a model with two roles has options frozen for each. */
  readonly role: ModelRole;
  /** Load options, given the model's own context length; the same context for the same model keeps it loaded. */
  readonly options: (contextLimit: number) => LlmOptions;
  /** False where the job's prompts have outgrown these options; absent = they always fit. */
  readonly fits?: (options: LlmOptions) => boolean;
  /** Set where the model's last session could not go on. */
  readonly repair?: SessionRepair | undefined;
  readonly onActivity: (text: string) => void;
}

export interface ReadyModel {
  readonly client: OllamaClient;
  readonly options: LlmOptions;
  readonly digest: string;
  /** Requests the server works on at once, as the probe measured; null where nobody has measured them. */
  readonly slots: number | null;
  /** What is worth knowing about how it runs; null = nothing. */
  readonly remark: string | null;
}

/** One model at a time in memory (model-major): a change unloads the last one, waits until it is gone, loads the next. */
export interface OllamaSessions {
  prepare(request: PrepareRequest, signal: AbortSignal): Promise<ReadyModel>;
  /** True where the server answers at all. */
  answers(signal: AbortSignal): Promise<boolean>;
  /** Unloads what was loaded here. */
  close(): Promise<void>;
}

export interface OllamaSessionsDeps {
  readonly client: OllamaClient;
  readonly clock: Clock;
  /** All models of the job, with tags: they make room for one another. Those prepared here are added. */
  readonly jobModels?: Set<string>;
  /** What is known about model files from before, and where their sizes are kept. */
  readonly records?: ModelRecords;
  readonly restartServer?: (signal: AbortSignal) => Promise<OllamaClient>;
}

const defaultContext = 8_192;

export function createOllamaSessions(deps: OllamaSessionsDeps): OllamaSessions {
  let { client } = deps;
  const jobModels = deps.jobModels ?? new Set<string>();
  /** Models this job has put into memory, or tried to. */
  const mine = new Set<string>();
  /** Options frozen at a model's first load of this job in a role, so that later passes do not reload it. */
  const frozen = new Map<string, LlmOptions>();
  let loaded: { model: string; role: ModelRole; ready: ReadyModel } | null = null;

  return {
    async prepare(request, signal) {
      const model = withTag(request.model);
      jobModels.add(model);
      const stillFits = (options: LlmOptions): boolean => request.fits?.(options) ?? true;
      const { repair } = request;
      if (repair !== undefined) loaded = null;
      const isLoaded = loaded?.model === model;
      if (loaded?.role === request.role && isLoaded && stillFits(loaded.ready.options)) return loaded.ready;
      const tag = (await client.tags(signal)).find((entry) => withTag(entry.name) === model);
      if (tag === undefined) {
        throw new AppError(
          'LLM_MODEL_MISSING',
          `The model ${request.model} is not installed at ${client.baseUrl}.`,
          {
            action: `Pull it first: diziner models pull ${request.model}`,
          },
        );
      }
      const frozenKey = `${request.role} ${model}`;
      let options = frozen.get(frozenKey);
      if (options === undefined || !stillFits(options)) {
        const show = await client.show(request.model, signal);
        options = request.options(show.contextLength ?? defaultContext);
      }
      if (loaded !== null && isLoaded && loaded.ready.options.numCtx === options.numCtx) {
        // Only load options reload a model; another output limit does not.
        frozen.set(frozenKey, options);
        loaded = { model, role: request.role, ready: { ...loaded.ready, options } };
        return loaded.ready;
      }
      loaded = null;
      mine.add(model);
      if (repair !== undefined) {
        const mended = repair.trouble === 'out-of-memory' ? smaller(options, stillFits) : options;
        request.onActivity(repairWords(request.model, repair, options, mended));
        options = mended;
        const { clock, restartServer } = deps;
        const isHung = repair.trouble === 'hung';
        client = await mendServer(
          { jobModels, isHung, attempt: repair.attempt },
          { client, clock, restartServer },
          signal,
        );
      }
      const known = deps.records?.probes.get(tag.digest);
      const session = await openModelSession(
        {
          model: request.model,
          options,
          format: known === undefined || known.mode === '' ? 'schema' : known.mode,
          sizeBytes: tag.size,
          keepLoaded: [],
          jobModels: [...jobModels],
        },
        {
          client,
          clock: deps.clock,
          onActivity: request.onActivity,
          ...(deps.restartServer === undefined ? {} : { restartServer: deps.restartServer }),
        },
        signal,
      );
      client = session.client;
      frozen.set(frozenKey, session.options);
      keepLoad(deps, session);
      const ready = {
        client: session.client,
        options: session.options,
        digest: session.digest,
        slots: known?.slots ?? null,
        remark: remarkOn(session),
      };
      loaded = { model, role: request.role, ready };
      return ready;
    },
    async answers(signal) {
      try {
        await client.version(signal);
        return true;
      } catch (error) {
        if (signal.aborted) throw error;
        return false;
      }
    },
    async close() {
      loaded = null;
      if (mine.size === 0) return;
      const signal = AbortSignal.timeout(5_000);
      try {
        const running = await client.ps(signal);
        const left = running.map(({ name }) => name).filter((name) => mine.has(withTag(name)));
        mine.clear();
        await Promise.all(left.map((name) => client.unload(name, signal)));
      } catch {
        // Best effort: the server unloads by itself after keep_alive.
      }
    },
  };
}

/** Half the context where the job's prompts fit that too; else the options as they are. */
function smaller(options: LlmOptions, fits: (options: LlmOptions) => boolean): LlmOptions {
  const half = { ...options, numCtx: options.numCtx / 2 };
  return half.numCtx >= smallestNumCtx && fits(half) ? half : options;
}

function repairWords(model: string, repair: SessionRepair, before: LlmOptions, after: LlmOptions): string {
  if (repair.trouble === 'hung') return `${model} does not answer any more; loading it anew.`;
  const context = after.numCtx < before.numCtx ? ` with a context of ${after.numCtx} tokens` : '';
  return `${model} ran out of memory; loading it anew${context}.`;
}

function keepLoad(deps: OllamaSessionsDeps, session: ModelSession): void {
  const { digest, gpuShare, memoryBytes: bytes, options } = session;
  if (bytes === null || gpuShare === null) return;
  deps.records?.loads.put({ digest, numCtx: options.numCtx, bytes, gpuShare, at: deps.clock.now() });
}

function remarkOn({ gpuShare, repairs, options }: ModelSession): string | null {
  const words = [slowWords(gpuShare)];
  if (repairs.includes('context-halved'))
    words.push(`with a context of ${options.numCtx} tokens, because more did not fit into memory`);
  const known = words.filter((word) => word !== null);
  return known.length === 0 ? null : known.join('; ');
}
