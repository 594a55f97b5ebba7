import type { Clock } from '#core/llm/clock.ts';
import type { LlmOptions } from '#core/llm/llm-client.ts';
import type { OllamaClient } from '#core/llm/ollama-client.ts';
import { withTag } from '#core/llm/ollama-names.ts';
import { slowWords } from '#core/ollama/measured-load.ts';
import { mendServer } from '#core/ollama/mend-server.ts';
import { fitsTogether, type PlannedModel } from '#core/ollama/fits-together.ts';
import { openModelSession, smallestNumCtx, type ModelSession } from '#core/ollama/model-session.ts';
import { createResidents, keepAliveAlone, keepAliveTogether, type Room } from '#core/ollama/residents.ts';
import { AppError } from '#shared/errors.ts';
import type { ModelRecords } from '#core/ollama/model-records.ts';
import type { ModelRole, SessionRepair } from './ports.ts';

export interface PrepareRequest {
  readonly model: string;
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

/**
 * One model works at a time (model-major). A change unloads the last one, waits until it is gone and loads the next;
 * models that take turns stay in memory together as long as they fit there.
 */
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
  /** Absent = never more than one model in memory. */
  readonly together?: TogetherPlan;
  readonly restartServer?: (signal: AbortSignal) => Promise<OllamaClient>;
}

export interface TogetherPlan {
  /** Memory on the server's computer; null where nobody knows. */
  readonly room: () => Room | null;
  /** Models that take turns in this job, with the context each is loaded with where an annotator's is `numCtx`. */
  readonly inTurns: (numCtx: number) => readonly PlannedModel[];
}

const defaultContext = 8_192;

interface Held {
  readonly role: ModelRole;
  readonly ready: ReadyModel;
}

export function createOllamaSessions(deps: OllamaSessionsDeps): OllamaSessions {
  let { client } = deps;
  const { clock, records } = deps;
  const jobModels = deps.jobModels ?? new Set<string>();
  /** Models this job has put into memory, or tried to. */
  const mine = new Set<string>();
  /** Options frozen at a model's first load of this job in a role, so that later passes do not reload it. */
  const frozen = new Map<string, LlmOptions>();
  /** Models in memory that work can go on with: one, or all that stay together. */
  const held = new Map<string, Held>();
  const residents = createResidents();
  let current: string | null = null;
  /** Whether the job's models stay in memory together; null = not decided yet. Once given up it stays so. */
  let together: boolean | null = null;

  const letGo = (): void => {
    held.clear();
    residents.clear();
  };
  const hold = (model: string, entry: Held): ReadyModel => {
    held.set(model, entry);
    current = model;
    return entry.ready;
  };
  /** Asks the server what is in memory; forgets what is gone, and that models stay together where it threw one out. */
  const look = async (onActivity: (text: string) => void, signal: AbortSignal): Promise<void> => {
    let fit = false;
    try {
      fit = residents.check(await client.ps(signal), clock.ticks());
    } catch (error) {
      // Unknown is not confirmed; loading tells what is wrong with the server.
      if (signal.aborted || !(error instanceof AppError)) throw error;
      residents.clear();
    }
    for (const name of held.keys()) if (!residents.has(name)) held.delete(name);
    if (fit) return;
    together = false;
    onActivity('The models do not fit into memory together; from now on one is loaded at a time.');
  };
  const decide = async (numCtx: number, signal: AbortSignal): Promise<boolean> => {
    const room = deps.together?.room() ?? null;
    const planned = deps.together?.inTurns(numCtx) ?? [];
    if (room === null || planned.length < 2) return false;
    try {
      return await fitsTogether(client, planned, room, records, signal);
    } catch (error) {
      // A model that can't even be shown fails visibly when its turn comes.
      if (signal.aborted || !(error instanceof AppError)) throw error;
      return false;
    }
  };

  return {
    async prepare(request, signal) {
      const model = withTag(request.model);
      jobModels.add(model);
      const stillFits = (options: LlmOptions): boolean => request.fits?.(options) ?? true;
      const { repair } = request;
      if (current !== null) residents.used(current, clock.ticks());
      if (repair !== undefined) {
        letGo();
        together = false;
      }
      // Between two models' turns the server may have thrown one out.
      if (held.has(model) && current !== model) await look(request.onActivity, signal);
      const last = together === true || current === model ? held.get(model) : undefined;
      if (last?.role === request.role && stillFits(last.ready.options)) return hold(model, last);
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
      if (last?.ready.options.numCtx === options.numCtx) {
        // Only load options reload a model; another output limit does not.
        frozen.set(frozenKey, options);
        return hold(model, { role: request.role, ready: { ...last.ready, options } });
      }
      together ??= await decide(options.numCtx, signal);
      if (!together) letGo();
      held.delete(model);
      current = null;
      mine.add(model);
      if (repair !== undefined) {
        const mended = repair.trouble === 'out-of-memory' ? smaller(options, stillFits) : options;
        request.onActivity(repairWords(request.model, repair, options, mended));
        options = mended;
        const { restartServer } = deps;
        const isHung = repair.trouble === 'hung';
        client = await mendServer(
          { jobModels, isHung, attempt: repair.attempt },
          { client, clock, restartServer },
          signal,
        );
      }
      const known = records?.probes.get(tag.digest);
      const session = await openModelSession(
        {
          model: request.model,
          options,
          format: known === undefined || known.mode === '' ? 'schema' : known.mode,
          sizeBytes: tag.size,
          keepLoaded: residents.names(),
          keepAlive: together ? keepAliveTogether : keepAliveAlone,
          jobModels: [...jobModels],
        },
        {
          client,
          clock,
          onActivity: request.onActivity,
          ...(deps.restartServer === undefined ? {} : { restartServer: deps.restartServer }),
        },
        signal,
      );
      client = session.client;
      frozen.set(frozenKey, session.options);
      keepLoad(deps, session);
      residents.add(model, session.digest, clock.ticks());
      const ready = {
        client: session.client,
        options: session.options,
        digest: session.digest,
        slots: known?.slots ?? null,
        remark: remarkOn(session),
      };
      hold(model, { role: request.role, ready });
      if (together) await look(request.onActivity, signal);
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
      letGo();
      [current, together] = [null, null];
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
