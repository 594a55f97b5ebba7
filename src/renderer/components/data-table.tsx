import { useVirtualizer } from '@tanstack/react-virtual';
import { clsx } from 'clsx';
import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Skeleton } from './skeleton.tsx';
import { TableHead } from './table-head.tsx';
import { nextSort, type Sort } from './sort-rows.ts';
import { moveRow } from './table-keys.ts';

export interface Column<R> {
  readonly id: string;
  readonly header: string;
  /** The header is there for screen readers only (a column of check boxes). */
  readonly hideHeader?: boolean;
  readonly cell: (row: R) => ReactNode;
  /** CSS grid track, e.g. "minmax(160px, 2fr)" or "90px". */
  readonly width?: string;
  readonly align?: 'start' | 'end';
  readonly sortable?: boolean;
  /** Direction of the first click. */
  readonly firstSort?: Sort['direction'];
}

export interface DataTableProps<R> {
  readonly label: string;
  readonly columns: readonly Column<R>[];
  readonly rowCount: number;
  /** Undefined while the row is being fetched: drawn as a skeleton. */
  readonly rowAt: (index: number) => R | undefined;
  readonly rowKey: (row: R) => string | number;
  readonly sort?: Sort | null;
  readonly onSort?: (sort: Sort) => void;
  /** Enter or click. */
  readonly onOpen?: (row: R, index: number) => void;
  /** Space toggles; rows get aria-selected. */
  readonly onToggle?: (row: R, index: number) => void;
  readonly isSelected?: (row: R) => boolean;
  /** Called with the visible range so that pages can be fetched. */
  readonly onRange?: (first: number, last: number) => void;
  readonly rowHeight?: number;
  readonly empty?: ReactNode;
  readonly className?: string;
}

/** Virtual table with sticky head and arrow keys; holds 100,000 rows. Needs a parent with a height. */
export function DataTable<R>(props: DataTableProps<R>) {
  const { label, columns, rowCount, rowAt, rowKey, onOpen, onToggle, isSelected, onRange } = props;
  const { rowHeight = 40, empty, className, sort = null, onSort } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const virtual = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: 36,
    onChange: (instance) => {
      const items = instance.getVirtualItems();
      onRange?.(items[0]?.index ?? 0, items.at(-1)?.index ?? 0);
    },
  });
  const current = Math.min(active, Math.max(0, rowCount - 1));
  const template = columns.map((column) => column.width ?? 'minmax(80px, 1fr)').join(' ');

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== scroller.current) return;
    const page = Math.max(1, Math.floor((scroller.current.clientHeight - 36) / rowHeight) - 1);
    const target = moveRow(event.key, current, rowCount, page);
    const row = rowAt(current);
    if (target !== null) {
      setActive(target);
      virtual.scrollToIndex(target);
    } else if (event.key === 'Enter' && row !== undefined) onOpen?.(row, current);
    else if (event.key === ' ' && row !== undefined && onToggle) onToggle(row, current);
    else return;
    event.preventDefault();
  };

  if (rowCount === 0 && empty !== undefined) return <>{empty}</>;
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={rowCount + 1}
      aria-activedescendant={rowCount > 0 ? `${id}-${current}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className={clsx('group ring-inset-focus relative min-h-0 overflow-auto', className)}
    >
      <TableHead
        columns={columns}
        template={template}
        sort={sort}
        onSort={onSort && ((column) => onSort(nextSort(sort, column.id, column.firstSort ?? 'ascending')))}
      />
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rowAt(item.index);
          return (
            <div
              key={row === undefined ? `pending-${item.index}` : rowKey(row)}
              id={`${id}-${item.index}`}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={row !== undefined && isSelected ? isSelected(row) : undefined}
              onClick={() => {
                setActive(item.index);
                if (row !== undefined) onOpen?.(row, item.index);
              }}
              style={{
                gridTemplateColumns: template,
                height: item.size,
                transform: `translateY(${item.start}px)`,
              }}
              className={clsx(
                'absolute top-0 left-0 grid w-full min-w-fit items-center border-b border-line text-sm',
                onOpen !== undefined && 'hover:bg-hover',
                row !== undefined && isSelected?.(row) === true && 'bg-accent-soft',
                item.index === current &&
                  'group-focus-visible:outline-2 group-focus-visible:-outline-offset-2 group-focus-visible:outline-focus',
              )}
            >
              {columns.map((column) => (
                <div
                  key={column.id}
                  role="gridcell"
                  className={clsx('min-w-0 truncate px-3', column.align === 'end' && 'text-right')}
                >
                  {row === undefined ? <Skeleton className="h-3 w-2/3" /> : column.cell(row)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
