import type { OllamaRunning } from '#core/llm/ollama-api.ts';
import { withTag } from '#core/llm/ollama-names.ts';
import { enoughGpuShare } from './measured-load.ts';

/** Memory for models on the server's computer. */
export interface Room {
  readonly freeBytes: number;
  /** Models the server keeps in memory at once. */
  readonly maxLoaded: number;
}

/** A model that stays in memory while others work; finite, because a hanging scheduler waits for its end (llm-protocols 0.2). */
export const keepAliveTogether = '60m';
/** A model that leaves when the next one comes. */
export const keepAliveAlone = '30m';
/** Idle longer than this, a model may have left by itself; somewhat less than `keepAliveTogether`. */
const idleMs = 55 * 60_000;

interface Resident {
  readonly digest: string;
  usedAt: number;
}

/** Models of a job that were loaded to stay, and whether the server keeps to it. */
export interface Residents {
  /** Names with tags, in the order they were loaded. */
  names(): string[];
  add(model: string, digest: string, now: number): void;
  /** A document pass with this model begins or ends. */
  used(model: string, now: number): void;
  /**
   * Compares with what the server says it has in memory and forgets what is gone.
   * @returns false where one was thrown out or lies partly on the CPU: they do not fit together
   */
  check(running: readonly OllamaRunning[], now: number): boolean;
  has(model: string): boolean;
  clear(): void;
}

export function createResidents(): Residents {
  const byName = new Map<string, Resident>();
  return {
    names: () => [...byName.keys()],
    add: (model, digest, now) => void byName.set(model, { digest, usedAt: now }),
    used: (model, now) => {
      const resident = byName.get(model);
      if (resident !== undefined) resident.usedAt = now;
    },
    check: (running, now) => {
      const loaded = new Map(running.map((entry) => [withTag(entry.name), entry]));
      // A computer without a GPU has none of them there: nothing was pushed out of it.
      const hasGpu = running.some((entry) => entry.sizeVram > 0);
      let together = true;
      for (const [name, { digest, usedAt }] of byName) {
        const entry = loaded.get(name);
        if (entry?.digest === digest) {
          if (hasGpu && entry.sizeVram < enoughGpuShare * entry.size) together = false;
          continue;
        }
        byName.delete(name);
        if (now - usedAt < idleMs) together = false;
      }
      return together;
    },
    has: (model) => byName.has(model),
    clear: () => byName.clear(),
  };
}
