import { useVirtualizer } from '@tanstack/react-virtual';
import { clsx } from 'clsx';
import { CheckCircle2, CircleX, Pencil } from 'lucide-react';
import { useRef, useState } from 'react';
import { ErrorState } from '../../components/error-state.tsx';
import { SearchInput } from '../../components/search-input.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { moveRow } from '../../components/table-keys.ts';
import { formatAgreement } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { LabelledText } from './labelled-text.tsx';
import { usePagedList, type LabelRow } from './use-paged-list.ts';

interface ReviewPaneProps {
  readonly projectId: string;
  /** Document to open first. */
  readonly start: number | null;
}

const rowHeight = 56;

/** The review queue at the left, the document with its spans at the right. */
export function ReviewPane({ projectId, start }: ReviewPaneProps) {
  const [order, setOrder] = useState<'doubt' | 'corpus'>('doubt');
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<number | null>(start);
  const list = usePagedList(projectId, order, search.trim());
  const current = chosen ?? list.rowAt(0)?.key ?? null;
  const indexOf = (key: number | null): number => {
    for (let at = 0; at < list.total; at += 1) {
      const row = list.rowAt(at);
      if (row?.key === key) return at;
      if (row === undefined && at > 1000) break;
    }
    return -1;
  };
  const go = (step: 1 | -1): void => {
    const row = list.rowAt(indexOf(current) + step);
    if (row !== undefined) setChosen(row.key);
  };
  if (list.error !== undefined && list.total === 0) return <ErrorState error={list.error} compact />;
  return (
    <div className="-mx-6 flex min-h-0 flex-1 border-t border-line">
      <nav aria-label={t('label.list')} className="flex w-64 shrink-0 flex-col border-r border-line bg-panel">
        <div className="flex flex-col gap-2 border-b border-line p-3">
          <Segmented
            size="sm"
            label={t('label.order')}
            value={order}
            options={(['doubt', 'corpus'] as const).map((value) => ({
              value,
              label: t(`label.order_${value}`),
            }))}
            onChange={(next) => {
              setOrder(next);
              setChosen(null);
            }}
          />
          <SearchInput value={search} onChange={setSearch} label={t('label.search')} />
          <p className="text-2xs text-text-2">{t('label.total', { count: list.total })}</p>
        </div>
        <Rows list={list} current={current} indexOf={indexOf} onOpen={setChosen} />
      </nav>
      <div className="flex min-w-0 flex-1 flex-col">
        {current === null ? (
          <p className="p-6 text-text-2">{list.loading ? t('common.loading') : t('label.nothingYet')}</p>
        ) : (
          <LabelledText projectId={projectId} documentKey={current} onStep={go} />
        )}
      </div>
    </div>
  );
}

interface RowsProps {
  readonly list: ReturnType<typeof usePagedList>;
  readonly current: number | null;
  readonly indexOf: (key: number | null) => number;
  readonly onOpen: (key: number) => void;
}

function Rows({ list, current, indexOf, onOpen }: RowsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: list.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    onChange: (instance) => {
      const items = instance.getVirtualItems();
      list.onRange(items[0]?.index ?? 0, items.at(-1)?.index ?? 0);
    },
  });
  return (
    <div
      ref={scroller}
      role="listbox"
      tabIndex={0}
      aria-label={t('label.list')}
      aria-activedescendant={current === null ? undefined : `label-row-${current}`}
      onKeyDown={(event) => {
        const next = moveRow(event.key, Math.max(0, indexOf(current)), list.total, 8);
        const row = next === null ? undefined : list.rowAt(next);
        if (row === undefined || next === null) return;
        event.preventDefault();
        virtual.scrollToIndex(next);
        onOpen(row.key);
      }}
      className="ring-inset-focus min-h-0 flex-1 overflow-auto"
    >
      {!list.loading && list.total === 0 && (
        <p className="p-4 text-center text-xs text-text-2">{t('label.noRows')}</p>
      )}
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map((item) => {
          const row = list.rowAt(item.index);
          return row === undefined ? (
            <div
              key={`pending-${item.index}`}
              className="absolute inset-x-0 top-0 p-3"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Skeleton className="h-3 w-2/3" />
            </div>
          ) : (
            <Row key={row.key} row={row} top={item.start} selected={row.key === current} onOpen={onOpen} />
          );
        })}
      </div>
    </div>
  );
}

function Row({
  row,
  top,
  selected,
  onOpen,
}: {
  readonly row: LabelRow;
  readonly top: number;
  readonly selected: boolean;
  readonly onOpen: (key: number) => void;
}) {
  const states = [
    row.accepted && t('label.accepted'),
    row.edited && t('label.edited'),
    row.failed && t('label.failed'),
  ]
    .filter((word) => word !== false)
    .map((word) => `, ${word}`)
    .join('');
  return (
    <div
      id={`label-row-${row.key}`}
      role="option"
      aria-selected={selected}
      aria-label={t('label.rowName', {
        id: row.id,
        count: row.spans,
        share: formatAgreement(row.share),
        state: states,
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
        {row.failed && <CircleX aria-hidden className="size-3.5 text-danger" />}
        {row.edited && <Pencil aria-hidden className="size-3.5 text-info" />}
        {row.accepted && <CheckCircle2 aria-hidden className="size-3.5 text-success" />}
        {row.share !== null && <span className="text-text-2">{formatAgreement(row.share)}</span>}
      </div>
      {row.share === null ? null : (
        // The row's name says the share in words.
        <div aria-hidden className="h-1 overflow-hidden rounded-full bg-sunken">
          <div className="h-full bg-accent" style={{ width: `${row.share * 100}%` }} />
        </div>
      )}
      <p className="truncate text-2xs text-text-2" dir="auto">
        {row.snippet}
      </p>
    </div>
  );
}
