import type { RunSettings } from '#shared/domain/run-settings.ts';
import { estimateCostUsd, type ModelPrice } from '#core/llm/cost.ts';
import type { Database } from '#core/store/open-store.ts';
import { meanUnitMs } from '#core/store/unit-table.ts';

/** Input tokens of one supervisor call as measured on the design's runs; an estimate before anything is known. */
const tokensPerCall = 6_000;

/**
 * What a run may cost and take. Cost: three calls a round plus one for each annotator outside the coalition (about half
 * the pool). Time: waiting units × the mean time of finished units of the same annotators; null before any.
 */
export function estimateRun(
  db: Database,
  settings: RunSettings,
  price: ModelPrice | null,
): { estimatedCostUsd: number | null; estimatedMinutes: number | null } {
  const rounds = settings.iterations;
  const studied = settings.modelSpecificForAll
    ? settings.annotatorIds.length
    : Math.ceil(settings.annotatorIds.length / 2);
  const calls = rounds * (3 + studied);
  const perUnit = settings.annotatorIds.map((id) => meanUnitMs(db, id));
  const known = perUnit.filter((ms) => ms !== null);
  const documents =
    (settings.iterations + 1) * (settings.setSize + (settings.earlyStopping ? settings.probeSetSize : 0));
  return {
    estimatedCostUsd: price === null ? null : calls * estimateCostUsd(tokensPerCall, price),
    estimatedMinutes:
      known.length < settings.annotatorIds.length
        ? null
        : (known.reduce((sum, ms) => sum + ms, 0) * documents) / 60_000,
  };
}
