import { useVirtualizer } from '@tanstack/react-virtual';
import { clsx } from 'clsx';
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { UnitState } from '#shared/domain/annotator.ts';
import { formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { unitStateLooks } from './unit-state-look.ts';

export interface UnitCell {
  readonly state: UnitState;
  readonly unlocated: number;
  readonly spans: number;
}
export interface UnitRow {
  readonly id: string;
  readonly name: string;
  /** Words under the name: "25 of 25", "is loading". */
  readonly detail: string;
  readonly action?: ReactNode;
}

interface UnitGridProps {
  readonly label: string;
  readonly rows: readonly UnitRow[];
  readonly columns: readonly { readonly key: number; readonly id: string }[];
  readonly cellAt: (row: number, column: number) => UnitCell | undefined;
  readonly onOpen: (row: number, column: number) => void;
}

const cellSize = 28;
const headWidth = 216;

/** Annotators by documents, one cell a unit: icon and colour on screen, the word in its name. Arrow keys move. */
export function UnitGrid({ label, rows, columns, cellAt, onOpen }: UnitGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState({ row: 0, column: 0 });
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => cellSize,
    paddingStart: headWidth,
    scrollPaddingStart: headWidth,
    overscan: 8,
  });
  const row = Math.min(active.row, rows.length - 1);
  const column = Math.min(active.column, columns.length - 1);
  const move = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      Home: [0, -columns.length],
      End: [0, columns.length],
    };
    if (event.target !== scroller.current) return;
    if (event.key === 'Enter' || event.key === ' ') {
      onOpen(row, column);
    } else {
      const step = steps[event.key];
      if (step === undefined) return;
      const next = {
        row: Math.min(rows.length - 1, Math.max(0, row + step[0])),
        column: Math.min(columns.length - 1, Math.max(0, column + step[1])),
      };
      setActive(next);
      across.scrollToIndex(next.column);
    }
    event.preventDefault();
  };
  const items = across.getVirtualItems();
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length + 1}
      aria-activedescendant={rows.length > 0 && columns.length > 0 ? cellId(row, column) : undefined}
      onKeyDown={move}
      className="group ring-inset-focus relative overflow-auto"
    >
      <div role="row" aria-rowindex={1} className="relative h-6" style={{ width: across.getTotalSize() }}>
        <span
          role="columnheader"
          className="sticky left-0 z-10 inline-flex h-6 items-center bg-panel pl-4 text-2xs text-text-2"
          style={{ width: headWidth }}
        >
          {t('run.gridAnnotators')}
        </span>
        {items.map((item) => (
          <span
            key={item.key}
            role="columnheader"
            aria-colindex={item.index + 2}
            aria-label={columns[item.index]?.id}
            title={columns[item.index]?.id}
            className="absolute top-0 flex h-6 items-center justify-center text-2xs text-text-3"
            style={{ left: item.start, width: cellSize }}
          >
            {(item.index + 1) % 5 === 0 || item.index === 0 ? item.index + 1 : '·'}
          </span>
        ))}
      </div>
      {rows.map((head, r) => (
        <div
          key={head.id}
          role="row"
          aria-rowindex={r + 2}
          className="relative h-11 border-t border-line"
          style={{ width: across.getTotalSize() }}
        >
          <div
            role="rowheader"
            className="sticky left-0 z-10 flex h-full items-center gap-1 border-r border-line bg-panel pr-1 pl-4"
            style={{ width: headWidth }}
          >
            <div className="min-w-0 flex-1">
              <p className="truncate text-sm font-medium" title={head.name}>
                {head.name}
              </p>
              <p className="truncate text-2xs text-text-2">{head.detail}</p>
            </div>
            {head.action}
          </div>
          {items.map((item) => {
            const cell = cellAt(r, item.index);
            const isActive = r === row && item.index === column;
            const look = unitStateLooks[cell?.state ?? 'queued'];
            const Icon = look.icon;
            return (
              <div
                key={item.key}
                id={cellId(r, item.index)}
                role="gridcell"
                aria-colindex={item.index + 2}
                aria-label={`${head.name}, ${columns[item.index]?.id ?? ''}: ${unitStateText(cell)}`}
                title={`${columns[item.index]?.id ?? ''}: ${unitStateText(cell)}`}
                onClick={() => {
                  setActive({ row: r, column: item.index });
                  onOpen(r, item.index);
                }}
                className={clsx(
                  'absolute top-2 flex size-7 cursor-pointer items-center justify-center rounded-sm hover:bg-hover',
                  look.tone === 'danger' && 'bg-danger-soft',
                  look.tone === 'warning' && 'bg-warning-soft',
                  isActive &&
                    'group-focus-visible:outline-2 group-focus-visible:-outline-offset-2 group-focus-visible:outline-focus',
                )}
                style={{ left: item.start }}
              >
                <Icon aria-hidden className={clsx('size-4', look.ink)} />
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}

/** The word for a cell: "done, 3 spans", "2 not found in the text". */
export function unitStateText(cell: UnitCell | undefined): string {
  if (cell === undefined) return t('run.state_queued');
  if (cell.state === 'unlocated') return t('run.state_unlocatedCount', { count: cell.unlocated });
  if (cell.state === 'ok' || cell.state === 'repaired') {
    return `${t(`run.state_${cell.state}`)}, ${t('run.spans', { count: cell.spans })}`;
  }
  return t(`run.state_${cell.state}`);
}

function cellId(row: number, column: number): string {
  return `unit-${formatNumber(row)}-${formatNumber(column)}`;
}
