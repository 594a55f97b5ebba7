import { clsx } from 'clsx';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { t } from '../i18n/t.ts';
import type { Sort } from './sort-rows.ts';

export interface HeadColumn {
  readonly id: string;
  readonly header: string;
  readonly hideHeader?: boolean;
  readonly align?: 'start' | 'end';
  readonly sortable?: boolean;
  readonly firstSort?: Sort['direction'];
}

interface TableHeadProps<C extends HeadColumn> {
  readonly columns: readonly C[];
  readonly template: string;
  readonly sort: Sort | null;
  readonly onSort: ((column: C) => void) | undefined;
}

export function TableHead<C extends HeadColumn>({ columns, template, sort, onSort }: TableHeadProps<C>) {
  return (
    <div role="rowgroup" className="sticky top-0 z-10">
      <div
        role="row"
        aria-rowindex={1}
        style={{ gridTemplateColumns: template }}
        className="grid h-9 min-w-fit items-center border-b border-line bg-panel text-xs font-medium text-text-2"
      >
        {columns.map((column) => {
          const sorted = sort?.column === column.id ? sort.direction : undefined;
          const Arrow = sorted === 'descending' ? ArrowDown : ArrowUp;
          return (
            <div
              key={column.id}
              role="columnheader"
              aria-sort={column.sortable === true ? (sorted ?? 'none') : undefined}
              className={clsx('min-w-0 px-3', column.align === 'end' && 'text-right')}
            >
              {column.sortable === true && onSort ? (
                <button
                  type="button"
                  onClick={() => onSort(column)}
                  className={clsx(
                    'ring-inset-focus inline-flex h-7 max-w-full items-center gap-1 rounded-sm hover:text-text',
                    column.align === 'end' && 'flex-row-reverse',
                  )}
                >
                  <span className="truncate">{column.header}</span>
                  <Arrow
                    aria-hidden
                    className={clsx('size-3 shrink-0', sorted === undefined && 'invisible')}
                  />
                  {sorted !== undefined && (
                    <span className="visually-hidden">
                      {sorted === 'ascending' ? t('common.sortedUp') : t('common.sortedDown')}
                    </span>
                  )}
                </button>
              ) : (
                <span className={column.hideHeader === true ? 'visually-hidden' : 'block truncate'}>
                  {column.header}
                </span>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
