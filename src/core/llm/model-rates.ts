/** Speed of one model, tokens per second, smoothed (weight of the newest call 0.3); undefined until measured. */
export interface ModelRates {
  readonly prefill: number | undefined;
  readonly output: number | undefined;
  /** Milliseconds of a whole call. */
  readonly callMs: number | undefined;
}

const weight = 0.3;

/** Keeps the exponentially weighted mean of what was measured, per model; deadlines and ETAs are made from it. */
export function createRateBook(): {
  of(model: string): ModelRates;
  add(
    model: string,
    seen: {
      readonly promptTokens: number;
      readonly promptMs: number;
      readonly outputTokens: number;
      readonly outputMs: number;
      readonly totalMs: number;
    },
  ): void;
} {
  const book = new Map<string, ModelRates>();
  const blend = (old: number | undefined, fresh: number | undefined): number | undefined => {
    if (fresh === undefined || !Number.isFinite(fresh) || fresh <= 0) return old;
    return old === undefined ? fresh : old + weight * (fresh - old);
  };
  const perSecond = (count: number, ms: number): number | undefined =>
    ms > 0 ? (count / ms) * 1000 : undefined;
  const unknown: ModelRates = { prefill: undefined, output: undefined, callMs: undefined };
  return {
    of: (model) => book.get(model) ?? unknown,
    add: (model, seen) => {
      const old = book.get(model) ?? unknown;
      // A prefix-cache hit makes prefill look endless: calls with tiny prompt times say nothing.
      const prefill = seen.promptMs >= 20 ? perSecond(seen.promptTokens, seen.promptMs) : undefined;
      book.set(model, {
        prefill: blend(old.prefill, prefill),
        output: blend(old.output, perSecond(seen.outputTokens, seen.outputMs)),
        callMs: blend(old.callMs, seen.totalMs),
      });
    },
  };
}
