import type { LabelChoice } from '#shared/rpc/labelling.ts';
import { hasExpertRevisionAfter, newestGuidelineNumber } from '#core/store/guideline-table.ts';
import type { Database } from '#core/store/open-store.ts';
import { listIterations } from '#core/store/run-table.ts';

/** A guideline revision, and why it is the one. */
export type LabelGuideline = Pick<LabelChoice, 'guidelineNumber' | 'guidelineWhy'>;

/**
 * The guideline a labelling with the configuration of an iteration uses: the one the iteration was measured with, unless
 * the expert has made a later revision. Then it is the newest, because what the expert accepted, edited, locked or
 * rejected goes above what agreement chose.
 */
export function guidelineOfIteration(db: Database, runKey: number, iteration: number): LabelGuideline {
  const measured = listIterations(db, runKey).find((row) => row.iteration === iteration)?.guideline;
  if (measured === undefined) return newestGuideline(db);
  return hasExpertRevisionAfter(db, measured)
    ? { guidelineNumber: newestGuidelineNumber(db), guidelineWhy: 'edited' }
    : { guidelineNumber: measured, guidelineWhy: 'iteration' };
}

/** For an annotator that is named without an iteration. */
export function newestGuideline(db: Database): LabelGuideline {
  return { guidelineNumber: newestGuidelineNumber(db), guidelineWhy: 'newest' };
}
