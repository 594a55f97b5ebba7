import type { IterationSummary } from '#shared/domain/run.ts';
import type { RunRow } from '#core/store/run-table.ts';

/** What a careful reader would want to know before trusting the numbers. */
export function runWarnings(run: RunRow, iterations: readonly IterationSummary[]): string[] {
  const warnings: string[] = [];
  const entities = iterations.map((round) => {
    const counts = round.perAnnotator.map((row) => row.entities);
    return counts.reduce((sum, count) => sum + count, 0) / Math.max(1, counts.length * round.documents);
  });
  const first = iterations[0];
  const last = iterations.at(-1);
  if (first !== undefined && last !== undefined && iterations.length > 1) {
    const before = entities[0] ?? 0;
    const after = entities.at(-1) ?? 0;
    if ((last.agreement ?? 0) > (first.agreement ?? 0) && before > 0 && after < before / 2) {
      warnings.push(
        `Agreement rose while the annotators marked far fewer entities (${before.toFixed(1)} per document at first, ${after.toFixed(1)} now). They may agree by leaving things out.`,
      );
    }
  }
  for (const round of iterations) {
    const failed = round.perAnnotator.filter((row) => (row.units.failed ?? 0) > 0);
    if (failed.length > 0) {
      warnings.push(
        `Round ${round.iteration}: ${failed.length} annotator${failed.length === 1 ? '' : 's'} could not answer every document; the missing answers abstain.`,
      );
    }
  }
  if (run.settings.annotatorIds.length > 12) warnings.push('More than 12 annotators add consensus noise.');
  if (run.settings.homogeneousPool) warnings.push('The pool is of one model family on purpose (ablation).');
  return warnings;
}
