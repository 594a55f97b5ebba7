import { abortReason, type Clock } from '#core/llm/clock.ts';
import type { LlmOptions } from '#core/llm/llm-client.ts';
import type { OllamaFormat } from '#core/llm/ollama-chat.ts';
import type { OllamaClient } from '#core/llm/ollama-client.ts';
import { withTag } from '#core/llm/ollama-names.ts';
import { AppError } from '#shared/errors.ts';
import { deepCheck } from './deep-check.ts';
import { modelDigest } from './models.ts';
import { keepAliveAlone } from './residents.ts';
import { unloadModels } from './unload-models.ts';

export interface SessionRequest {
  readonly model: string;
  /** Wanted options; frozen for the session, num_ctx possibly halved once. */
  readonly options: LlmOptions;
  /** How the model is asked for structure, as the probe found it; absent = by schema. */
  readonly format?: OllamaFormat;
  /** Size on disk in bytes; longer loads get longer deadlines. 0 = unknown. */
  readonly sizeBytes: number;
  /** Models of this job that may stay in memory beside this one. */
  readonly keepLoaded: readonly string[];
  /** How long this and later models stay after a call; absent = until the next one comes (30 minutes). */
  readonly keepAlive?: string;
  /** All models of this job: of these, those not kept are unloaded first. Other programs' models are left alone. */
  readonly jobModels: readonly string[];
}

export interface SessionDeps {
  readonly client: OllamaClient;
  readonly clock: Clock;
  /** One line for the user about what is going on. */
  readonly onActivity: (text: string) => void;
  /** Restarts a server of ours and gives its new client; absent for servers we only attached to. */
  readonly restartServer?: (signal: AbortSignal) => Promise<OllamaClient>;
}

/** A model that is in memory, checked, and used with one frozen set of options. */
export interface ModelSession {
  readonly model: string;
  readonly digest: string;
  readonly options: LlmOptions;
  readonly client: OllamaClient;
  /** Share of the model in GPU memory, 0…1; null when the server does not say. */
  readonly gpuShare: number | null;
  /** Bytes in memory as measured. */
  readonly memoryBytes: number | null;
  /** How it came up: retries that were needed, for the log. */
  readonly repairs: readonly ('unwedged' | 'restarted' | 'context-halved')[];
}

export const smallestNumCtx = 2_048;

/**
 * Brings one model up (llm-protocols 4.8, 4.9). The caller has let all calls to other models end before.
 * Unload the job's other models → wait until they are gone → load → deep check. A load that hangs while the server
 * answers means a wedged scheduler: unload everything, try again, then restart our own server, else give up.
 * Out of memory: once more with half the context.
 * @throws {AppError} LLM_MODEL_MISSING, PRIVACY_BLOCKED, LLM_WEDGED, LLM_UNREACHABLE …
 */
export async function openModelSession(
  request: SessionRequest,
  deps: SessionDeps,
  signal: AbortSignal,
): Promise<ModelSession> {
  const { clock, onActivity } = deps;
  let { client } = deps;
  let { options } = request;
  const repairs: ModelSession['repairs'][number][] = [];
  const { model } = request;
  const digest = await modelDigest(client, model, signal);
  if (digest === null) {
    throw new AppError('LLM_MODEL_MISSING', `Ollama at ${client.baseUrl} does not have the model ${model}.`, {
      action: `Pull ${model} first.`,
    });
  }
  const keep = new Set([model, ...request.keepLoaded].map(withTag));
  const ofJob = new Set(request.jobModels.map(withTag));
  await unloadModels(client, (name) => ofJob.has(name) && !keep.has(name), clock, signal);

  for (;;) {
    // Inside the loop: a restarted server comes with a new client.
    client.useFormat(model, request.format ?? 'schema');
    client.useKeepAlive(request.keepAlive ?? keepAliveAlone);
    try {
      await load(client, model, options, request.sizeBytes, deps, signal);
      break;
    } catch (error) {
      if (signal.aborted) throw abortReason(signal);
      if (!(error instanceof AppError)) throw error;
      if (
        error.code === 'LLM_OUT_OF_MEMORY' &&
        !repairs.includes('context-halved') &&
        options.numCtx / 2 >= smallestNumCtx
      ) {
        repairs.push('context-halved');
        options = { ...options, numCtx: options.numCtx / 2 };
        onActivity(`${model} does not fit into memory; trying a context of ${options.numCtx} tokens.`);
        await unloadModels(client, (name) => ofJob.has(name), clock, signal);
        continue;
      }
      if (error.code !== 'LLM_TIMEOUT' || !(await answers(client, signal))) throw error;
      if (!repairs.includes('unwedged')) {
        repairs.push('unwedged');
        onActivity('Ollama hangs while loading; emptying its memory and trying again.');
        await unloadModels(client, () => true, clock, signal);
        await client.unload(model, signal).catch(() => undefined); // also wakes a queue that waits for nothing
        continue;
      }
      if (deps.restartServer !== undefined && !repairs.includes('restarted')) {
        repairs.push('restarted');
        onActivity('Ollama still hangs; restarting it.');
        client = await deps.restartServer(signal);
        continue;
      }
      throw new AppError('LLM_WEDGED', `Ollama at ${client.baseUrl} hangs: it answers, but loads no model.`, {
        action: 'Restart Ollama; the run continues where it stopped.',
        cause: error,
      });
    }
  }
  const running = (await client.ps(signal)).find((entry) => entry.digest === digest);
  const gpuShare = running === undefined || running.size === 0 ? null : running.sizeVram / running.size;
  return { model, digest, options, client, gpuShare, memoryBytes: running?.size ?? null, repairs };
}

async function load(
  client: OllamaClient,
  model: string,
  options: LlmOptions,
  sizeBytes: number,
  deps: SessionDeps,
  signal: AbortSignal,
): Promise<void> {
  const started = deps.clock.ticks();
  let cancelBeat = (): void => undefined;
  const beat = (): void => {
    cancelBeat = deps.clock.schedule(5_000, () => {
      deps.onActivity(`Loading ${model} (${Math.round((deps.clock.ticks() - started) / 1000)} s)`);
      beat();
    });
  };
  deps.onActivity(`Loading ${model}`);
  beat();
  try {
    await client.preload(model, options, signal, sizeBytes);
    await deepCheck(client, model, options, signal);
  } finally {
    cancelBeat();
  }
}

async function answers(client: OllamaClient, signal: AbortSignal): Promise<boolean> {
  try {
    await client.version(signal);
    return true;
  } catch {
    if (signal.aborted) throw abortReason(signal);
    return false;
  }
}
