import { abortReason, type Clock } from '#core/llm/clock.ts';
import type { OllamaClient } from '#core/llm/ollama-client.ts';

/** How long a model may take to leave memory; discrete GPUs need up to five seconds. */
export const unloadLimitMs = 15_000;
const pollMs = 250;

/**
 * Asks models to leave memory and waits until /api/ps no longer lists them.
 * `keep_alive: 0` skips the load queue, so this also works while the scheduler hangs.
 * @returns names that were still there after 15 s
 */
export async function unloadModels(
  client: OllamaClient,
  isUnwanted: (name: string) => boolean,
  clock: Clock,
  signal: AbortSignal,
): Promise<string[]> {
  const present = async (): Promise<string[]> =>
    (await client.ps(signal)).map((running) => running.name).filter((name) => isUnwanted(name));
  let left = await present();
  for (const name of left) {
    try {
      await client.unload(name, signal);
    } catch {
      // Deleted meanwhile, or the server is struggling: the list below tells.
      if (signal.aborted) throw abortReason(signal);
    }
  }
  const until = clock.ticks() + unloadLimitMs;
  while (left.length > 0) {
    left = await present();
    if (left.length === 0 || clock.ticks() >= until) break;
    await clock.sleep(pollMs, signal);
  }
  return left;
}
