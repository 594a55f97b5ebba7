import { useVirtualizer } from '@tanstack/react-virtual';
import { clsx } from 'clsx';
import { Check, Flag } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { RpcOutput } from '#shared/rpc/contract.ts';
import { HeatStrip } from '../../components/heat-strip/heat-strip.tsx';
import { SearchInput } from '../../components/search-input.tsx';
import { moveRow } from '../../components/table-keys.ts';
import { formatAgreement } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import type { IterationInput } from '../results/annotator-names.ts';
import { useCompare, useCompareStore } from './compare-store.ts';
import { FilterPopover } from './filter-popover.tsx';

export type CompareRow = RpcOutput<'compare.documents'>['rows'][number];

interface DocumentListProps {
  readonly input: IterationInput;
  readonly rows: readonly CompareRow[];
  readonly current: number | null;
  readonly onOpen: (key: number) => void;
}

const rowHeight = 66;

/** The round's documents with a heat strip each; arrow keys move through it. */
export function DocumentList({ input, rows, current, onOpen }: DocumentListProps) {
  const store = useCompareStore();
  const search = useCompare((state) => state.search);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const at = rows.findIndex((row) => row.key === current);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at);
    // Only another document scrolls the list.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [at]);
  return (
    <nav
      aria-label={t('compare.documentList')}
      className="flex w-60 shrink-0 flex-col border-r border-line bg-panel"
    >
      <div className="flex flex-col gap-2 border-b border-line p-3">
        <div className="flex items-center justify-between gap-2">
          <h1 className="text-base font-semibold">{t('compare.title')}</h1>
          <FilterPopover input={input} />
        </div>
        <SearchInput
          value={search}
          onChange={(next) => store.getState().set({ search: next })}
          label={t('compare.searchDocuments')}
        />
        <p className="text-xs text-text-2">{t('compare.documents', { count: rows.length })}</p>
      </div>
      <div
        ref={scroller}
        role="listbox"
        tabIndex={0}
        data-scope="list"
        aria-label={t('compare.documentList')}
        aria-activedescendant={at >= 0 ? `compare-row-${rows[at]?.key ?? 0}` : undefined}
        onKeyDown={(event) => {
          const next = moveRow(event.key, Math.max(0, at), rows.length, 8);
          const row = next === null ? undefined : rows[next];
          if (row === undefined) return;
          event.preventDefault();
          onOpen(row.key);
        }}
        className="ring-inset-focus min-h-0 flex-1 overflow-auto"
      >
        {rows.length === 0 && <p className="p-4 text-center text-xs text-text-2">{t('compare.noRows')}</p>}
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return row === undefined ? null : (
              <Row key={row.key} row={row} top={item.start} selected={row.key === current} onOpen={onOpen} />
            );
          })}
        </div>
      </div>
    </nav>
  );
}

interface RowProps {
  readonly row: CompareRow;
  readonly top: number;
  readonly selected: boolean;
  readonly onOpen: (key: number) => void;
}

function Row({ row, top, selected, onOpen }: RowProps) {
  const allDecided = row.hotspots > 0 && row.decided >= row.hotspots;
  return (
    <div
      id={`compare-row-${row.key}`}
      role="option"
      aria-selected={selected}
      aria-label={t('compare.rowName', {
        id: row.id,
        hotspots: row.hotspots,
        decided: row.decided,
        score: formatAgreement(row.maxScore),
      })}
      onClick={() => onOpen(row.key)}
      style={{ height: rowHeight, transform: `translateY(${top}px)` }}
      className={clsx(
        'absolute inset-x-0 top-0 flex flex-col justify-center gap-1 border-b border-line px-3',
        selected ? 'bg-accent-soft shadow-[inset_3px_0_0_var(--accent)]' : 'hover:bg-hover',
      )}
    >
      <div className="flex items-center gap-1.5 text-xs">
        <span className="min-w-0 flex-1 truncate font-medium" title={row.id}>
          {row.id}
        </span>
        {row.flagged && <Flag aria-label={t('compare.flagged')} className="size-3.5 shrink-0 text-warning" />}
        {allDecided && <Check aria-label={t('compare.decided')} className="size-3.5 shrink-0 text-success" />}
        <span className="shrink-0 text-text-2">
          {row.decided > 0 ? `${row.decided}/${row.hotspots}` : row.hotspots}
        </span>
      </div>
      <HeatStrip heat={row.heat} label={t('compare.heat', { id: row.id })} />
      <p className="truncate text-2xs text-text-2" dir="auto">
        {row.snippet}
      </p>
    </div>
  );
}
