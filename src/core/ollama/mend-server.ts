import type { OllamaClient } from '#core/llm/ollama-client.ts';
import { abortReason, type Clock } from '#core/llm/clock.ts';
import { withTag } from '#core/llm/ollama-names.ts';
import { unloadModels } from './unload-models.ts';

export interface MendRequest {
  readonly jobModels: ReadonlySet<string>;
  /** The model hangs: a server of ours that did so before is restarted. */
  readonly isHung: boolean;
  /** 1 = the first since the model last answered. */
  readonly attempt: number;
}

export interface MendDeps {
  readonly client: OllamaClient;
  readonly clock: Clock;
  readonly restartServer?: ((signal: AbortSignal) => Promise<OllamaClient>) | undefined;
}

/**
 * Makes room for a model that stopped working in the middle (llm-protocols 4.9): the job's models leave memory; where
 * that was in vain before, everything does, and a server of ours that hangs is restarted.
 * @returns the client to go on with
 */
export async function mendServer(
  request: MendRequest,
  deps: MendDeps,
  signal: AbortSignal,
): Promise<OllamaClient> {
  const isFirst = request.attempt === 1;
  const isUnwanted = (name: string): boolean => !isFirst || request.jobModels.has(withTag(name));
  await unloadModels(deps.client, isUnwanted, deps.clock, signal);
  if (isFirst || !request.isHung || deps.restartServer === undefined) return deps.client;
  try {
    return await deps.restartServer(signal);
  } catch {
    // Not ours, or it does not come back: loading the model says what is wrong.
    if (signal.aborted) throw abortReason(signal);
    return deps.client;
  }
}
