import { useState } from 'react';
import type { AgreementDetail, Results } from '#shared/rpc/run.ts';
import { agreementModes } from '#shared/rpc/run.ts';
import { useServices } from '../../app/services.ts';
import { usePalette } from '../../app/use-palette.ts';
import { useQuery } from '../../app/use-query.ts';
import { BarChart } from '../../components/charts/bar-chart.tsx';
import { ChartFrame } from '../../components/charts/chart-frame.tsx';
import { LineChart } from '../../components/charts/line-chart.tsx';
import { lookOf } from '../../components/entity-palette.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { HelpTerm } from '../../components/help-term.tsx';
import { matrixPicture } from '../../components/matrix/matrix-picture.ts';
import { Matrix } from '../../components/matrix/matrix.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Switch } from '../../components/switch.tsx';
import { formatAgreement } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { agreementCells } from './agreement-cells.ts';
import { nameOf, type AnnotatorNames, type IterationInput } from './annotator-names.ts';
import { Excluded } from './excluded.tsx';
import { annotatorLines, trendPoints, trendTable, trendWords } from './trend-view.ts';
import { useSaveFile } from './use-save-file.ts';

type Mode = (typeof agreementModes)[number];

interface OverviewTabProps {
  readonly input: IterationInput;
  readonly results: Results;
  readonly names: AnnotatorNames;
}

/** Trend at the left, pairs at the right, types and annotators below. */
export function OverviewTab({ input, results, names }: OverviewTabProps) {
  const { selection } = useServices();
  const save = useSaveFile();
  const [mode, setMode] = useState<Mode>('strict');
  const [labelBlind, setLabelBlind] = useState(false);
  const [each, setEach] = useState(false);
  const query = useQuery('agreement.detail', { ...input, mode, labelBlind }, { keepPrevious: true });
  const detail = query.data;
  const documents = Math.max(0, ...results.iterations.map((round) => round.documents));
  return (
    <div className="grid items-start gap-5 xl:grid-cols-2">
      <ChartFrame
        title={<HelpTerm term="agreement">{t('results.trend')}</HelpTerm>}
        description={t('results.trendDescription', { documents })}
        fileName="agreement-by-round"
        table={trendTable(results)}
        onSave={save}
      >
        <LineChart
          points={trendPoints(results)}
          thin={each ? annotatorLines(results) : []}
          description={trendWords(results)}
          onPick={(index) =>
            selection.getState().selectIteration(results.iterations[index]?.iteration ?? null)
          }
        />
        <Switch checked={each} onChange={setEach} label={t('results.trendAnnotators')} className="mt-2" />
      </ChartFrame>
      {detail === undefined ? (
        query.error === undefined ? (
          <Skeleton className="h-80" />
        ) : (
          <ErrorState error={query.error} onRetry={query.refetch} compact />
        )
      ) : (
        <PairMatrix
          detail={detail}
          names={names}
          mode={mode}
          onMode={setMode}
          labelBlind={labelBlind}
          onLabelBlind={setLabelBlind}
        />
      )}
      {detail !== undefined && <TypeBars projectId={input.projectId} detail={detail} />}
      {detail !== undefined && (
        <AnnotatorBars detail={detail} results={results} names={names} input={input} />
      )}
      {detail !== undefined && <Excluded excluded={detail.excluded} className="xl:col-span-2" />}
    </div>
  );
}

interface PairMatrixProps {
  readonly detail: AgreementDetail;
  readonly names: AnnotatorNames;
  readonly mode: Mode;
  readonly onMode: (mode: Mode) => void;
  readonly labelBlind: boolean;
  readonly onLabelBlind: (on: boolean) => void;
}

function PairMatrix({ detail, names, mode, onMode, labelBlind, onLabelBlind }: PairMatrixProps) {
  const save = useSaveFile();
  const rows = detail.annotators.map((id) => nameOf(names, id));
  const cells = agreementCells(rows, detail.matrix, detail.documentsBehind);
  const heads = detail.annotators.map((id) => names.get(id)?.monogram ?? id);
  return (
    <ChartFrame
      title={t('results.matrix')}
      description={t('results.matrixDescription', {
        mean: formatAgreement(detail.mean),
        low: formatAgreement(detail.interval[0]),
        high: formatAgreement(detail.interval[1]),
      })}
      fileName={`pairs-round-${labelBlind ? 'blind' : mode}`}
      table={null}
      picture={() => matrixPicture(rows, heads, cells)}
      onSave={save}
    >
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Segmented
          size="sm"
          label={t('results.mode')}
          value={mode}
          options={agreementModes.map((value) => ({ value, label: t(`results.mode_${value}`) }))}
          onChange={onMode}
        />
        <Switch checked={labelBlind} onChange={onLabelBlind} label={t('results.labelBlind')} />
      </div>
      <p className="mb-2 text-xs text-text-2">{t(`results.modeHelp_${mode}`)}</p>
      <Matrix caption={t('results.matrix')} rows={rows} columns={rows} columnHeads={heads} cells={cells} />
    </ChartFrame>
  );
}

function TypeBars({ projectId, detail }: { readonly projectId: string; readonly detail: AgreementDetail }) {
  const save = useSaveFile();
  const palette = usePalette(projectId);
  const types = detail.perType.toSorted((a, b) => b.spans - a.spans);
  return (
    <ChartFrame
      title={t('results.perType')}
      fileName="agreement-by-type"
      onSave={save}
      table={{
        caption: t('results.perType'),
        columns: [t('results.columnType'), t('results.columnAgreement'), t('results.columnSpans')],
        rows: types.map((row) => [row.type, row.agreement, row.spans]),
      }}
    >
      <BarChart
        description={t('results.perTypeChart')}
        max={1}
        bars={types.map((row) => {
          const look = lookOf(palette, row.type);
          return {
            id: row.type,
            label: row.type,
            value: row.agreement,
            text: t('results.perTypeText', { value: formatAgreement(row.agreement), count: row.spans }),
            colour: `light-dark(${look.light}, ${look.dark})`,
          };
        })}
      />
    </ChartFrame>
  );
}

function AnnotatorBars({
  detail,
  results,
  names,
  input,
}: {
  readonly detail: AgreementDetail;
  readonly results: Results;
  readonly names: AnnotatorNames;
  readonly input: IterationInput;
}) {
  const save = useSaveFile();
  const round = results.iterations.find((candidate) => candidate.iteration === input.iteration);
  const rows = detail.weights
    .toSorted((a, b) => b.weight - a.weight)
    .map((row) => ({
      ...row,
      name: nameOf(names, row.annotatorId),
      round: round?.perAnnotator.find((annotator) => annotator.annotatorId === row.annotatorId),
    }));
  return (
    <ChartFrame
      title={<HelpTerm term="coalition">{t('results.perAnnotator')}</HelpTerm>}
      description={t('results.perAnnotatorDescription')}
      fileName="annotators"
      onSave={save}
      table={{
        caption: t('results.perAnnotator'),
        columns: [
          t('results.columnAnnotator'),
          t('results.columnWeight'),
          t('results.columnAgreement'),
          t('results.columnCoalition'),
          t('results.columnEntities'),
          t('results.columnAbstained'),
        ],
        rows: rows.map((row) => [
          row.name,
          row.weight,
          row.round?.agreement ?? null,
          row.inCoalition ? t('common.yes') : t('common.no'),
          row.round?.entities ?? null,
          (row.round?.units.failed ?? 0) +
            (row.round?.units.truncated ?? 0) +
            (row.round?.units.skipped ?? 0),
        ]),
      }}
    >
      <BarChart
        description={t('results.perAnnotator')}
        max={Math.max(0.01, ...rows.map((row) => row.weight))}
        bars={rows.map((row) => ({
          id: row.annotatorId,
          label: row.name,
          value: row.weight,
          text: t('results.perAnnotatorText', {
            weight: formatAgreement(row.weight),
            agreement: formatAgreement(row.round?.agreement ?? null),
          }),
          hollow: !row.inCoalition,
        }))}
      />
      {results.effectiveAnnotators !== null && (
        <p className="mt-3 text-xs text-text-2">
          {t('results.effective', {
            count: results.annotators.length,
            effective: Math.round(results.effectiveAnnotators * 10) / 10,
          })}
        </p>
      )}
    </ChartFrame>
  );
}
