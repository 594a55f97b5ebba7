import type { SpanMatchCounts } from '#core/agreement/span-match-counts.ts';
import { bootstrapDifference, meanPairwiseF1, type BootstrapOptions } from './bootstrap.ts';

/** One iteration as the stopping rule sees it. */
export interface ProbeRound {
  readonly iteration: number;
  /** Span matches on the probe set: the same documents in every round. */
  readonly counts: SpanMatchCounts;
  /** Hotspots in the iteration's own document set. */
  readonly hotspots: number;
}

export interface StopDecision {
  readonly stop: boolean;
  readonly reason: 'no-hotspots' | 'no-gain' | null;
  /** Iteration with the highest agreement on the probe set (ties → earlier): where to go on from. */
  readonly bestIteration: number | null;
  /** Rounds at the end without proof of not falling behind the best round before them. */
  readonly roundsWithoutGain: number;
}

/** Rounds in a row that must fall behind. */
const patience = 2;

/**
 * Early stopping with rollback: stop when no hotspot is left, or when for two rounds in a row the lower bound of the
 * bootstrap interval of A_t − A_best on the probe set is below 0, with A_best the best round before. The run then goes
 * on from (or ends with) the guideline of `bestIteration`.
 * Source: method.md section 9, row 2.
 * @param rounds in order of iteration
 */
export function decideStop(rounds: readonly ProbeRound[], options: BootstrapOptions): StopDecision {
  let best: { round: ProbeRound; agreement: number } | null = null;
  let roundsWithoutGain = 0;
  for (const round of rounds) {
    const agreement = meanPairwiseF1(round.counts, new Float64Array(round.counts.documentCount).fill(1));
    if (best !== null) {
      const { low } = bootstrapDifference(round.counts, best.round.counts, options);
      roundsWithoutGain = low < 0 ? roundsWithoutGain + 1 : 0;
    }
    if (best === null || agreement > best.agreement + 1e-9) best = { round, agreement };
  }
  const last = rounds.at(-1);
  const reason = last?.hotspots === 0 ? 'no-hotspots' : roundsWithoutGain >= patience ? 'no-gain' : null;
  return {
    stop: reason !== null,
    reason,
    bestIteration: best?.round.iteration ?? null,
    roundsWithoutGain,
  };
}
