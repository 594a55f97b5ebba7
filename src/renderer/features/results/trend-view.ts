import type { Results } from '#shared/rpc/run.ts';
import type { DataTableView } from '../../components/charts/data-view.tsx';
import type { LinePoint, ThinLine } from '../../components/charts/line-chart.tsx';
import { formatAgreement } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { shortName } from './short-name.ts';

/** Patterns of the thin lines, by place in the pool. */
const dashes = ['', '5 3', '2 3', '8 3 2 3', '1 4', '10 4'];

/** The line of mean agreement with its band, the guideline version of each round, the chosen round ringed. */
export function trendPoints(results: Results): readonly LinePoint[] {
  return results.iterations.map((round) => ({
    label: t('results.roundAxis', { round: round.iteration }),
    value: round.agreement,
    interval: round.interval,
    note:
      round.guidelineNumber === null ? null : t('results.guidelineMark', { number: round.guidelineNumber }),
    chosen: results.best?.iteration === round.iteration,
  }));
}

export function annotatorLines(results: Results): readonly ThinLine[] {
  return results.annotators.map((annotator, index) => ({
    id: annotator.annotatorId,
    label: annotator.displayName,
    values: results.iterations.map(
      (round) => round.perAnnotator.find((a) => a.annotatorId === annotator.annotatorId)?.agreement ?? null,
    ),
    dash: dashes[index % dashes.length] ?? '',
  }));
}

/** What a screen reader says for the chart. */
export function trendWords(results: Results): string {
  const list = results.iterations
    .filter((round) => round.agreement !== null)
    .map((round) =>
      t('results.trendPoint', { round: round.iteration, value: formatAgreement(round.agreement) }),
    )
    .join(', ');
  return t('results.trendChart', { list });
}

export function trendTable(results: Results): DataTableView {
  return {
    caption: t('results.trend'),
    columns: [
      t('results.columnRound'),
      t('results.columnAgreement'),
      t('results.columnLow'),
      t('results.columnHigh'),
      t('results.columnDocuments'),
      t('results.columnExcluded'),
      t('results.columnGuidelines'),
      t('results.columnHotspots'),
      t('results.columnRules'),
      ...results.annotators.map((annotator) => annotator.displayName),
    ],
    rows: results.iterations.map((round) => [
      round.iteration,
      round.agreement,
      round.interval?.[0] ?? null,
      round.interval?.[1] ?? null,
      round.documents,
      round.excludedDocuments,
      round.guidelineNumber,
      round.hotspots,
      round.rules,
      ...results.annotators.map(
        (annotator) =>
          round.perAnnotator.find((a) => a.annotatorId === annotator.annotatorId)?.agreement ?? null,
      ),
    ]),
  };
}

/** The sentence that names the chosen round and annotator, with the interval where there is one. */
export function bestSentence(results: Results): string | null {
  const best = results.best;
  if (best === null) return null;
  const found = results.annotators.find((a) => a.annotatorId === best.annotatorId)?.displayName;
  const name = shortName(found ?? best.annotatorId);
  const round = results.iterations.find((candidate) => candidate.iteration === best.iteration);
  const own = round?.perAnnotator.find((a) => a.annotatorId === best.annotatorId)?.agreement ?? null;
  const agreement = formatAgreement(best.agreement);
  const first =
    round?.interval == null
      ? t('results.bestRoundShort', { round: best.iteration, agreement })
      : t('results.bestRound', {
          round: best.iteration,
          agreement,
          low: formatAgreement(round.interval[0]),
          high: formatAgreement(round.interval[1]),
        });
  return `${first} ${t('results.bestAnnotator', { name, agreement: formatAgreement(own) })}`;
}
