import type { Results } from '#shared/rpc/run.ts';
import { t } from '../../i18n/t.ts';
import { shortName } from './short-name.ts';

export interface AnnotatorName {
  readonly id: string;
  readonly name: string;
  readonly monogram: string;
  readonly position: number;
}

/** Names and monograms by annotator id, in the order of the run. */
export type AnnotatorNames = ReadonlyMap<string, AnnotatorName>;

export function namesOf(results: Pick<Results, 'annotators'>): AnnotatorNames {
  return new Map(
    results.annotators.map(({ annotatorId, displayName, monogram }, position) => [
      annotatorId,
      { id: annotatorId, name: shortName(displayName), monogram, position },
    ]),
  );
}

/** The name to show for an annotator id, "consensus" or "elite". */
export function nameOf(names: AnnotatorNames, id: string): string {
  if (id === 'consensus') return t('results.consensus');
  if (id === 'elite') return t('results.elite');
  return names.get(id)?.name ?? id;
}

export interface IterationInput {
  readonly projectId: string;
  readonly runId: string;
  readonly iteration: number;
}
