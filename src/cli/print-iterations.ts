import type { IterationSummary } from '#shared/domain/run.ts';
import type { Database } from '#core/store/open-store.ts';
import { readAllAnnotators } from '#core/store/setup-tables.ts';
import { printLine, table } from './output.ts';

/** Agreement decides; the columns "gold F1" are shown for the reader only. */
export function printIterations(db: Database, rounds: readonly IterationSummary[]): void {
  const names = new Map(
    readAllAnnotators(db).map(({ config }) => [config.id, config.id.replace(/^builtin:/u, '')]),
  );
  const annotators = rounds[0]?.perAnnotator.map((row) => row.annotatorId) ?? [];
  const hasGold = rounds.some((round) => round.consensusGoldF1 !== null);
  printLine();
  printLine(
    `Per iteration: agreement (mean pairwise strict span F1, 95 % bootstrap interval)${hasGold ? ', then strict F1 against gold, for comparison only' : ''}`,
  );
  printLine(
    table(
      [
        'iteration',
        'documents',
        'agreement',
        'interval',
        'hotspots',
        'rules',
        ...(hasGold ? [...annotators.map((id) => names.get(id) ?? id), 'consensus'] : []),
      ],
      rounds.map((round) => [
        String(round.iteration),
        round.documents,
        fixed(round.agreement),
        round.interval === null ? '–' : `${round.interval[0].toFixed(2)}–${round.interval[1].toFixed(2)}`,
        isAnalysed(round) ? String(round.hotspots) : '–',
        round.rules,
        ...(hasGold
          ? [
              ...annotators.map((id) =>
                fixed(round.perAnnotator.find((row) => row.annotatorId === id)?.goldF1 ?? null),
              ),
              fixed(round.consensusGoldF1),
            ]
          : []),
      ]),
    ),
  );
}

/** Before the analysis a round has no hotspots to count, which is not the same as none. */
function isAnalysed({ state }: IterationSummary): boolean {
  return state === 'analysed' || state === 'supervised';
}

function fixed(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}
