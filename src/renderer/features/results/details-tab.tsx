import type { AgreementDetail, Results } from '#shared/rpc/run.ts';
import { useQuery } from '../../app/use-query.ts';
import { ChartFrame } from '../../components/charts/chart-frame.tsx';
import { DataView } from '../../components/charts/data-view.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { matrixPicture } from '../../components/matrix/matrix-picture.ts';
import { Matrix } from '../../components/matrix/matrix.tsx';
import { Panel } from '../../components/panel.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { formatAgreement } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { agreementCells } from './agreement-cells.ts';
import { nameOf, type AnnotatorNames, type IterationInput } from './annotator-names.ts';
import { DocumentSetPanel } from './document-set-panel.tsx';
import { useSaveFile } from './use-save-file.ts';

/** Token-level measures and habits: for those who want them. */
export function DetailsTab({
  input,
  results,
  names,
}: {
  readonly input: IterationInput;
  readonly results: Results;
  readonly names: AnnotatorNames;
}) {
  const query = useQuery(
    'agreement.detail',
    { ...input, mode: 'strict', labelBlind: false },
    { keepPrevious: true },
  );
  const detail = query.data;
  const round = results.iterations.find(({ iteration }) => iteration === input.iteration);
  if (detail === undefined) {
    return query.error === undefined ? (
      <SkeletonLines lines={6} />
    ) : (
      <ErrorState error={query.error} onRetry={query.refetch} compact />
    );
  }
  return (
    <div className="grid items-start gap-5 xl:grid-cols-2">
      <TokenMatrix
        detail={detail}
        names={names}
        matrix={detail.kappa}
        title={t('results.kappa')}
        description={t('results.kappaDescription')}
        fileName="kappa"
      />
      <TokenMatrix
        detail={detail}
        names={names}
        matrix={detail.tokenMacroF1}
        title={t('results.tokenF1')}
        fileName="token-f1"
      />
      <Panel title={t('results.alpha')} description={t('results.alphaText')}>
        <dl className="grid grid-cols-2 gap-4">
          {(
            [
              [t('results.alphaUnitizing'), detail.alphaUnitizing],
              [t('results.alphaToken'), detail.alphaToken],
            ] as const
          ).map(([name, value]) => (
            <div key={name}>
              <dt className="text-xs text-text-2">{name}</dt>
              <dd className="text-xl font-semibold">{formatAgreement(value)}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      <Panel title={t('results.bias')} description={t('results.biasDescription')}>
        <DataView
          table={{
            caption: t('results.bias'),
            columns: [t('results.columnAnnotator'), t('results.columnAgrees'), t('results.columnOver')],
            rows: detail.bias.map((row) => [
              nameOf(names, row.annotatorId),
              formatAgreement(row.agreementRate),
              row.entityOverTagging > 0 ? `+${row.entityOverTagging}` : String(row.entityOverTagging),
            ]),
          }}
        />
      </Panel>
      {round !== undefined && <DocumentSetPanel round={round} />}
    </div>
  );
}

interface TokenMatrixProps {
  readonly detail: AgreementDetail;
  readonly names: AnnotatorNames;
  readonly matrix: AgreementDetail['kappa'];
  readonly title: string;
  readonly description?: string;
  readonly fileName: string;
}

function TokenMatrix({ detail, names, matrix, title, description, fileName }: TokenMatrixProps) {
  const save = useSaveFile();
  const rows = detail.annotators.map((id) => nameOf(names, id));
  const heads = detail.annotators.map((id) => names.get(id)?.monogram ?? id);
  const cells = agreementCells(rows, matrix, detail.documentsBehind);
  return (
    <ChartFrame
      title={title}
      description={description}
      fileName={fileName}
      table={null}
      picture={() => matrixPicture(rows, heads, cells)}
      onSave={save}
    >
      <Matrix caption={title} rows={rows} columns={rows} columnHeads={heads} cells={cells} />
    </ChartFrame>
  );
}
