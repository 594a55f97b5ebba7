import { useLocation } from 'wouter';
import type { AgreementDetail } from '#shared/rpc/run.ts';
import { stepPath } from '../../app/routes.ts';
import { useQuery } from '../../app/use-query.ts';
import { DataTable } from '../../components/data-table.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Panel } from '../../components/panel.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { useSortedRows } from '../../components/use-sorted-rows.ts';
import { formatAgreement, formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import type { IterationInput } from './annotator-names.ts';
import { Excluded } from './excluded.tsx';

type Row = AgreementDetail['perDocument'][number];
const sortValues = {
  id: (row: Row) => row.id,
  agreement: (row: Row) => row.agreement,
  hotspots: (row: Row) => row.hotspots,
};

/** Agreement of each document, the least agreed first. */
export function DocumentsTab({ input }: { readonly input: IterationInput }) {
  const [, navigate] = useLocation();
  const query = useQuery(
    'agreement.detail',
    { ...input, mode: 'strict', labelBlind: false },
    { keepPrevious: true },
  );
  const rows = query.data?.perDocument ?? [];
  const {
    rows: sorted,
    sort,
    onSort,
  } = useSortedRows(rows, sortValues, { column: 'agreement', direction: 'ascending' });
  if (query.data === undefined) {
    return query.error === undefined ? (
      <SkeletonLines lines={6} />
    ) : (
      <ErrorState error={query.error} onRetry={query.refetch} compact />
    );
  }
  return (
    <div className="flex flex-col gap-3">
      <Panel flush title={t('results.tabDocuments')} description={t('results.documentsDescription')}>
        <DataTable
          label={t('results.tabDocuments')}
          className="h-96 border-t border-line"
          rowCount={sorted.length}
          rowAt={(index) => sorted[index]}
          rowKey={(row) => row.key}
          sort={sort}
          onSort={onSort}
          onOpen={(row) => navigate(`${stepPath(input.projectId, 'compare')}/${row.key}`)}
          columns={[
            {
              id: 'id',
              header: t('results.columnDocument'),
              cell: (row) => row.id,
              width: 'minmax(160px, 3fr)',
              sortable: true,
            },
            {
              id: 'agreement',
              header: t('results.columnAgreement'),
              cell: (row) => formatAgreement(row.agreement),
              width: '130px',
              align: 'end',
              sortable: true,
            },
            {
              id: 'hotspots',
              header: t('results.columnHotspots'),
              cell: (row) => formatNumber(row.hotspots),
              width: '130px',
              align: 'end',
              sortable: true,
              firstSort: 'descending',
            },
          ]}
        />
      </Panel>
      <Excluded excluded={query.data.excluded} />
    </div>
  );
}
