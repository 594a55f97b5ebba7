import type { Clock } from '#core/llm/clock.ts';
import type { FakeModel } from './ollama-model.ts';

export interface LoadOptions {
  /** The options that force a reload when they change, as one comparable text. */
  readonly key: string;
  readonly numCtx: number;
}

export interface Runner {
  readonly model: FakeModel;
  readonly load: LoadOptions;
  keepAliveMs: number;
  refCount: number;
  readonly size: number;
  readonly sizeVram: number;
  expiresAt: number;
  cancelExpiry: () => void;
  /** Chosen for eviction; leaves as soon as no request holds it. */
  leaving: boolean;
  /** One entry per slot: the prompt it served last, "" when fresh; null while busy. */
  readonly slots: { prompt: string; busy: boolean }[];
  readonly waiting: (() => void)[];
}

export interface SchedulerOptions {
  readonly clock: Clock;
  readonly vramBytes: number;
  readonly maxLoaded: number;
  readonly numParallel: number;
  readonly maxQueue: number;
  readonly loadBytesPerSecond: number;
  readonly swapPenaltyMs: number;
  readonly unloadLagMs: number;
  /** Ollama issue 17408: a victim that gets another request is revived and the load behind it hangs. */
  readonly deadlockBug: boolean;
}

export interface SchedulerStats {
  loads: number;
  /** Loads that threw out another model. */
  swaps: number;
  /** Loads of a model that was in memory with other options. */
  reloads: number;
  unloads: number;
  abortedLoads: number;
  maxInFlight: number;
  inFlight: number;
}

export class ServerBusy extends Error {}

interface PendingLoad {
  readonly model: FakeModel;
  readonly load: LoadOptions;
  readonly keepAliveMs: number;
  readonly gone: AbortSignal;
  readonly extraLoadMs: number;
  readonly resolve: (runner: Runner) => void;
  readonly reject: (error: Error) => void;
}

/** Ollama's scheduler as far as clients can feel it (llm-protocols 1.6). */
export class OllamaScheduler {
  readonly runners = new Map<string, Runner>();
  readonly stats: SchedulerStats = {
    loads: 0,
    swaps: 0,
    reloads: 0,
    unloads: 0,
    abortedLoads: 0,
    maxInFlight: 0,
    inFlight: 0,
  };
  readonly #options: SchedulerOptions;
  readonly #queue: PendingLoad[] = [];
  readonly #wakers: (() => void)[] = [];
  #working = false;
  #wedged = false;

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  /** Loads hang from now on until an unload or `restart` (fault mode "wedge"). */
  wedge(): void {
    this.#wedged = true;
  }

  /** Everything leaves memory at once, as after a restart or an out-of-memory crash. */
  restart(): void {
    this.#wedged = false;
    for (const runner of this.runners.values()) runner.cancelExpiry();
    this.runners.clear();
    this.#wake();
  }

  /** Waits for the model to be in memory with these options and takes a reference. */
  async runnerFor(
    model: FakeModel,
    load: LoadOptions,
    keepAliveMs: number,
    gone: AbortSignal,
    extraLoadMs = 0,
  ): Promise<Runner> {
    const loaded = this.runners.get(model.digest);
    if (loaded?.load.key === load.key) {
      loaded.keepAliveMs = keepAliveMs;
      if (loaded.leaving && this.#options.deadlockBug) loaded.leaving = false; // revived: nobody tells the queue
      if (!loaded.leaving) {
        this.#take(loaded);
        return loaded;
      }
    }
    if (this.#queue.length >= this.#options.maxQueue) throw new ServerBusy();
    return new Promise((resolve, reject) => {
      this.#queue.push({ model, load, keepAliveMs, gone, extraLoadMs, resolve, reject });
      void this.#work();
    });
  }

  release(runner: Runner): void {
    runner.refCount -= 1;
    if (runner.refCount > 0) return;
    if (runner.leaving || runner.keepAliveMs === 0) this.#unload(runner);
    else this.#armExpiry(runner);
  }

  /** keep_alive 0 without a prompt: skips the queue. */
  expire(model: FakeModel): void {
    const runner = this.runners.get(model.digest);
    this.#wedged = false;
    this.#wake();
    if (runner === undefined) return;
    runner.leaving = true;
    if (runner.refCount === 0) this.#unload(runner);
  }

  /** Waits for a free slot, preferring the one that shares the longest prompt prefix. @returns slot index */
  async takeSlot(runner: Runner, prompt: string, gone: AbortSignal): Promise<number> {
    while (runner.slots.every((slot) => slot.busy)) {
      await new Promise<void>((resolve, reject) => {
        runner.waiting.push(resolve);
        gone.addEventListener('abort', () => reject(new Error('gone')), { once: true });
      });
      if (gone.aborted) throw new Error('gone');
    }
    let best = -1;
    let bestPrefix = -1;
    for (const [index, slot] of runner.slots.entries()) {
      const shared = slot.busy ? -1 : commonPrefix(slot.prompt, prompt);
      if (shared > bestPrefix) [best, bestPrefix] = [index, shared];
    }
    const slot = runner.slots[best];
    if (slot !== undefined) slot.busy = true;
    this.stats.inFlight += 1;
    this.stats.maxInFlight = Math.max(this.stats.maxInFlight, this.stats.inFlight);
    return best;
  }

  freeSlot(runner: Runner, index: number, prompt: string): void {
    const slot = runner.slots[index];
    if (slot !== undefined) [slot.busy, slot.prompt] = [false, prompt];
    this.stats.inFlight -= 1;
    for (const wake of runner.waiting.splice(0)) wake();
  }

  #take(runner: Runner): void {
    runner.refCount += 1;
    runner.cancelExpiry();
  }

  #armExpiry(runner: Runner): void {
    runner.cancelExpiry();
    if (runner.keepAliveMs < 0) {
      runner.expiresAt = Number.POSITIVE_INFINITY;
      return;
    }
    runner.expiresAt = this.#options.clock.now() + runner.keepAliveMs;
    runner.cancelExpiry = this.#options.clock.schedule(runner.keepAliveMs, () => {
      if (runner.refCount === 0) this.#unload(runner);
    });
  }

  #unload(runner: Runner): void {
    runner.cancelExpiry();
    if (this.runners.get(runner.model.digest) !== runner) return;
    const leave = (): void => {
      if (runner.refCount > 0 || this.runners.get(runner.model.digest) !== runner) return;
      this.runners.delete(runner.model.digest);
      this.stats.unloads += 1;
      this.#wake();
    };
    if (this.#options.unloadLagMs > 0) this.#options.clock.schedule(this.#options.unloadLagMs, leave);
    else leave();
  }

  #wake(): void {
    for (const wake of this.#wakers.splice(0)) wake();
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    for (let pending = this.#queue.shift(); pending !== undefined; pending = this.#queue.shift()) {
      try {
        pending.resolve(await this.#load(pending));
      } catch (error) {
        pending.reject(error instanceof Error ? error : new Error(String(error)));
      }
    }
    this.#working = false;
  }

  #need(model: FakeModel, load: LoadOptions): number {
    const headDim = model.embeddingLength / model.headCount;
    const cache =
      2 * model.blockCount * model.headCountKv * headDim * load.numCtx * this.#options.numParallel * 2;
    return model.size + cache;
  }

  /** One load at a time, first come first served: makes room, then loads. */
  async #load(pending: PendingLoad): Promise<Runner> {
    const { model, load, gone } = pending;
    const { clock } = this.#options;
    let evicted = false;
    let reloaded = false;
    for (;;) {
      while (this.#wedged) await this.#unloadEvent();
      if (gone.aborted) throw new Error('gone');
      const present = this.runners.get(model.digest);
      if (present?.load.key === load.key && !present.leaving) {
        present.keepAliveMs = pending.keepAliveMs;
        this.#take(present);
        return present;
      }
      const used = [...this.runners.values()].reduce((sum, runner) => sum + runner.size, 0);
      const fits =
        this.runners.size === 0 ||
        (this.runners.size < this.#options.maxLoaded &&
          this.#need(model, load) <= 0.8 * (this.#options.vramBytes - used));
      if (present === undefined && fits) break;
      const victim = present ?? this.#victim();
      reloaded ||= victim === present;
      evicted ||= victim !== present;
      victim.leaving = true;
      if (victim.refCount === 0) this.#unload(victim);
      if (this.runners.get(victim.model.digest) === victim) await this.#unloadEvent();
    }
    const ms =
      (model.size / this.#options.loadBytesPerSecond) * 1000 +
      this.#options.swapPenaltyMs +
      pending.extraLoadMs;
    if (ms > 0) {
      try {
        await clock.sleep(ms, gone);
      } catch (error) {
        this.stats.abortedLoads += 1;
        throw error;
      }
    }
    this.stats.loads += 1;
    if (evicted) this.stats.swaps += 1;
    if (reloaded) this.stats.reloads += 1;
    const size = this.#need(model, load);
    const runner: Runner = {
      model,
      load,
      size,
      keepAliveMs: pending.keepAliveMs,
      refCount: 1,
      sizeVram: Math.min(size, this.#options.vramBytes),
      expiresAt: clock.now() + pending.keepAliveMs,
      cancelExpiry: () => undefined,
      leaving: false,
      slots: Array.from({ length: this.#options.numParallel }, () => ({ prompt: '', busy: false })),
      waiting: [],
    };
    this.runners.set(model.digest, runner);
    return runner;
  }

  /** Idle before busy, then the shortest keep_alive, then the name. */
  #victim(): Runner {
    const order = [...this.runners.values()].sort(
      (a, b) =>
        Math.sign(a.refCount) - Math.sign(b.refCount) ||
        span(a.keepAliveMs) - span(b.keepAliveMs) ||
        (a.model.name < b.model.name ? -1 : 1),
    );
    const victim = order[0];
    if (victim === undefined) throw new Error('no runner to evict');
    return victim;
  }

  async #unloadEvent(): Promise<void> {
    return new Promise((resolve) => {
      this.#wakers.push(resolve);
    });
  }
}

const span = (keepAliveMs: number): number => (keepAliveMs < 0 ? Number.MAX_SAFE_INTEGER : keepAliveMs);

export function commonPrefix(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length += 1;
  return length;
}
