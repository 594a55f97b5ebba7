import { useState } from 'react';
import { Link } from 'wouter';
import { stepPath } from '../../app/routes.ts';
import { useQuery } from '../../app/use-query.ts';
import { ChartFrame } from '../../components/charts/chart-frame.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { matrixPicture } from '../../components/matrix/matrix-picture.ts';
import { Matrix } from '../../components/matrix/matrix.tsx';
import { Panel } from '../../components/panel.tsx';
import { Select } from '../../components/select.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { nameOf, type AnnotatorNames, type IterationInput } from './annotator-names.ts';
import { useSaveFile } from './use-save-file.ts';

const shownSpans = 200;

/** Types of one reading against types of another; a cell opens the spans behind it. */
export function ConfusionTab({
  input,
  names,
}: {
  readonly input: IterationInput;
  readonly names: AnnotatorNames;
}) {
  const ids = [...names.keys()];
  const [row, setRow] = useState(ids[0] ?? 'consensus');
  const [column, setColumn] = useState('consensus');
  const [picked, setPicked] = useState<{ readonly row: number; readonly column: number } | null>(null);
  const query = useQuery('agreement.confusion', row === column ? null : { ...input, row, column }, {
    keepPrevious: true,
  });
  const save = useSaveFile();
  const data = query.data;
  const options = ['consensus', ...ids].map((value) => ({ value, label: nameOf(names, value) }));
  const labels = (data?.labels ?? []).map((label) => (label === 'nothing' ? t('results.nothing') : label));
  const most = Math.max(1, ...(data?.counts.flatMap((counts, r) => counts.filter((_, c) => r !== c)) ?? []));
  const cells = labels.map((rowLabel, r) =>
    labels.map((columnLabel, c) => {
      const count = data?.counts[r]?.[c] ?? 0;
      return {
        heat: count === 0 ? null : r === c ? 0 : count / most,
        text: count === 0 ? '·' : formatNumber(count),
        name: t('results.confusionCell', { row: rowLabel, column: columnLabel, count }),
        muted: r === c,
      };
    }),
  );
  const change = (set: (id: string) => void) => (id: string) => {
    set(id);
    setPicked(null);
  };
  return (
    <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <ChartFrame
        title={t('results.confusion')}
        description={t('results.confusionDescription')}
        fileName="confusion"
        table={null}
        picture={() => matrixPicture(labels, labels, cells)}
        onSave={save}
      >
        <div className="mb-3 flex flex-wrap items-center gap-3 text-xs text-text-2">
          <span>{t('results.confusionRow')}</span>
          <Select
            size="sm"
            label={t('results.confusionRow')}
            value={row}
            options={options}
            onChange={change(setRow)}
          />
          <span>{t('results.confusionColumn')}</span>
          <Select
            size="sm"
            label={t('results.confusionColumn')}
            value={column}
            options={options}
            onChange={change(setColumn)}
          />
        </div>
        {row === column ? (
          <p className="text-text-2">{t('results.confusionSame')}</p>
        ) : data === undefined && query.error === undefined ? (
          <SkeletonLines lines={5} />
        ) : data === undefined ? (
          <ErrorState error={query.error} onRetry={query.refetch} compact />
        ) : (
          <Matrix
            caption={t('results.confusion')}
            rows={labels}
            columns={labels}
            cells={cells}
            picked={picked}
            onPick={(r, c) => setPicked({ row: r, column: c })}
          />
        )}
      </ChartFrame>
      <SpansBehind input={input} data={data} picked={picked} labels={labels} />
    </div>
  );
}

interface SpansBehindProps {
  readonly input: IterationInput;
  readonly data:
    | {
        readonly labels: readonly string[];
        readonly counts: readonly (readonly number[])[];
        readonly cells: readonly {
          readonly row: string;
          readonly column: string;
          readonly spans: readonly {
            readonly key: number;
            readonly documentId: string;
            readonly start: number;
            readonly text: string;
          }[];
        }[];
      }
    | undefined;
  readonly picked: { readonly row: number; readonly column: number } | null;
  readonly labels: readonly string[];
}

function SpansBehind({ input, data, picked, labels }: SpansBehindProps) {
  if (picked === null || data === undefined) {
    return (
      <Panel>
        <p className="text-text-2">{t('results.confusionPick')}</p>
      </Panel>
    );
  }
  const spans =
    data.cells.find(
      (cell) => cell.row === data.labels[picked.row] && cell.column === data.labels[picked.column],
    )?.spans ?? [];
  const count = data.counts[picked.row]?.[picked.column] ?? spans.length;
  return (
    <Panel
      flush
      title={t('results.confusionSpans', {
        count,
        row: labels[picked.row] ?? '',
        column: labels[picked.column] ?? '',
      })}
    >
      <ul className="max-h-96 overflow-auto">
        {spans.slice(0, shownSpans).map((span) => (
          <li key={`${span.key}-${span.start}`} className="border-t border-line">
            <Link
              href={`${stepPath(input.projectId, 'compare')}/${span.key}/${span.start}`}
              className="ring-inset-focus flex items-baseline gap-3 px-4 py-2 hover:bg-hover"
            >
              <span className="min-w-0 flex-1 truncate font-medium" dir="auto">
                {span.text}
              </span>
              <span className="shrink-0 text-xs text-text-2">{span.documentId}</span>
            </Link>
          </li>
        ))}
      </ul>
      {spans.length < count && (
        <p className="border-t border-line px-4 py-2 text-xs text-text-2">
          {t('results.confusionShown', { count: Math.min(spans.length, shownSpans) })}
        </p>
      )}
    </Panel>
  );
}
