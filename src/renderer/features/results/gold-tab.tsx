import type { Results } from '#shared/rpc/run.ts';
import { useQuery } from '../../app/use-query.ts';
import { ChartFrame } from '../../components/charts/chart-frame.tsx';
import { DataView } from '../../components/charts/data-view.tsx';
import { LineChart } from '../../components/charts/line-chart.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { formatAgreement } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { nameOf, type AnnotatorNames, type IterationInput } from './annotator-names.ts';
import { useSaveFile } from './use-save-file.ts';

interface GoldTabProps {
  readonly input: IterationInput;
  readonly results: Results;
  readonly names: AnnotatorNames;
}

/** The only place gold is measured against; nothing else on the screens uses it. */
export function GoldTab({ input, results, names }: GoldTabProps) {
  const save = useSaveFile();
  const query = useQuery('results.gold', input, { keepPrevious: true });
  if (query.data === undefined) {
    return query.error === undefined ? (
      <SkeletonLines lines={5} />
    ) : (
      <ErrorState error={query.error} onRetry={query.refetch} compact />
    );
  }
  const gold = query.data;
  if (gold === null) return <p className="text-text-2">{t('results.goldNone')}</p>;
  const types = [...new Set(gold.rows.flatMap((row) => Object.keys(row.perType)))].sort();
  return (
    <div className="flex flex-col gap-5">
      <Notice tone="info">{t('results.goldDescription', { documents: gold.documents })}</Notice>
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <Panel title={t('results.gold')}>
          <DataView
            table={{
              caption: t('results.gold'),
              columns: [
                t('results.goldWho'),
                t('results.goldF1'),
                t('results.goldPrecision'),
                t('results.goldRecall'),
                t('results.goldMacro'),
                t('results.goldSupport'),
              ],
              rows: gold.rows.map((row) => [
                nameOf(names, row.who),
                formatAgreement(row.micro.f1),
                formatAgreement(row.micro.precision),
                formatAgreement(row.micro.recall),
                formatAgreement(row.macroF1),
                row.micro.support,
              ]),
            }}
          />
        </Panel>
        <ChartFrame
          title={t('results.goldTrend')}
          fileName="gold-by-round"
          onSave={save}
          table={{
            caption: t('results.goldTrend'),
            columns: [t('results.columnRound'), t('results.goldF1')],
            rows: results.iterations.map((round) => [round.iteration, round.consensusGoldF1]),
          }}
        >
          <LineChart
            description={t('results.goldTrend')}
            height={200}
            points={results.iterations.map((round) => ({
              label: t('results.roundAxis', { round: round.iteration }),
              value: round.consensusGoldF1,
              interval: null,
              note: null,
              chosen: results.best?.iteration === round.iteration,
            }))}
          />
        </ChartFrame>
      </div>
      <Panel title={t('results.goldPerType')}>
        <DataView
          table={{
            caption: t('results.goldPerType'),
            columns: [t('results.goldWho'), ...types],
            rows: gold.rows.map((row) => [
              nameOf(names, row.who),
              ...types.map((type) => formatAgreement(row.perType[type]?.f1 ?? null)),
            ]),
          }}
        />
      </Panel>
    </div>
  );
}
