import type { DocumentRow } from '#shared/rpc/corpus.ts';
import { Checkbox } from '../../components/checkbox.tsx';
import type { Column } from '../../components/data-table.tsx';
import { formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

export function documentColumns(
  chosen: ReadonlySet<number>,
  toggle: (key: number) => void,
): readonly Column<DocumentRow>[] {
  return [
    {
      id: 'choose',
      header: t('common.selectRow'),
      hideHeader: true,
      width: '44px',
      cell: (row) => (
        <div onClick={(event) => event.stopPropagation()}>
          <Checkbox
            hideLabel
            label={t('corpus.select', { id: row.id })}
            checked={chosen.has(row.key)}
            onChange={() => toggle(row.key)}
          />
        </div>
      ),
    },
    {
      id: 'id',
      header: t('corpus.columnId'),
      width: 'minmax(120px, 220px)',
      cell: (row) => <span className="font-medium text-text">{row.id}</span>,
    },
    {
      id: 'snippet',
      header: t('corpus.columnText'),
      width: 'minmax(200px, 1fr)',
      cell: (row) => (
        <span className="text-text-2" dir="auto">
          {row.snippet}
        </span>
      ),
    },
    {
      id: 'tokens',
      header: t('corpus.columnTokens'),
      width: '90px',
      align: 'end',
      cell: (row) => formatNumber(row.tokens),
    },
    {
      id: 'gold',
      header: t('corpus.columnGold'),
      width: '110px',
      align: 'end',
      cell: (row) => (row.hasGold ? formatNumber(row.goldSpans) : <span className="text-text-3">–</span>),
    },
  ];
}
