import type { RunStatus } from '#shared/domain/run.ts';
import { selectBest } from '#core/selection/select-best.ts';
import { readAnalysis } from '#core/store/analysis-table.ts';
import type { Database } from '#core/store/open-store.ts';
import { listIterations, type RunRow } from '#core/store/run-table.ts';
import { readAllAnnotators } from '#core/store/setup-tables.ts';

/**
 * The (iteration, annotator) pair that agreement alone chooses (method.md 7.3); with early stopping rounds are compared
 * on the probe set, which is the same in every round. Null before the first analysis.
 */
export function selectConfiguration(db: Database, run: RunRow): RunStatus['best'] {
  const kind = run.settings.earlyStopping ? 'probe' : 'main';
  const rounds = listIterations(db, run.runKey).flatMap((row) => {
    const stored = readAnalysis(db, run.runKey, row.iteration, kind);
    return stored === undefined ? [] : [{ iteration: row.iteration, ...stored }];
  });
  const best = selectBest(
    rounds.map(({ iteration, analysis }) => ({
      iteration,
      mean: analysis.agreement.mean,
      perAnnotator: analysis.agreement.perAnnotator,
      annotators: analysis.annotators,
    })),
  );
  const round = rounds.find((candidate) => candidate.iteration === best?.iteration);
  if (best === null || round === undefined) return null;
  const annotatorId = best.annotator;
  const own = best.annotatorAgreement;
  const name =
    readAllAnnotators(db).find((row) => row.config.id === annotatorId)?.config.displayName ?? annotatorId;
  const interval =
    round.interval === null
      ? ''
      : `, 95 % interval ${round.interval[0].toFixed(2)} to ${round.interval[1].toFixed(2)}`;
  return {
    iteration: round.iteration,
    annotatorId,
    agreement: round.analysis.agreement.mean,
    reason:
      `In round ${round.iteration} the annotators agreed most (mean ${round.analysis.agreement.mean.toFixed(2)}${interval}); ` +
      `there ${name} agreed most with the others (${own.toFixed(2)}). Agreement is not accuracy.`,
  };
}
