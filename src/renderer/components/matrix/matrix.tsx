import { clsx } from 'clsx';
import type { CSSProperties } from 'react';

export interface MatrixCell {
  /** 0..1, chooses the tint; null draws an empty cell. */
  readonly heat: number | null;
  readonly text: string;
  /** What a screen reader says: "qwen3 and phi4: 0.81, 25 documents". */
  readonly name: string;
  /** The diagonal and the like: drawn without tint. */
  readonly muted?: boolean;
}

interface MatrixProps {
  readonly caption: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Short form of a column head; the full name is its tooltip. */
  readonly columnHeads?: readonly string[];
  readonly cells: readonly (readonly MatrixCell[])[];
  readonly onPick?: (row: number, column: number) => void;
  readonly picked?: { readonly row: number; readonly column: number } | null;
}

/** A heat map with its numbers: a real table, tinted. Cells are buttons where something lies behind them. */
export function Matrix({ caption, rows, columns, columnHeads, cells, onPick, picked }: MatrixProps) {
  return (
    <div className="overflow-auto" role="group" aria-label={caption} tabIndex={0}>
      <table className="border-separate border-spacing-0.5 text-xs">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <td className="sticky left-0 z-10 bg-panel" />
            {columns.map((column, index) => (
              <th
                key={column}
                scope="col"
                title={column}
                className="h-7 min-w-11 max-w-32 truncate px-1 text-center font-medium text-text-2"
              >
                <abbr title={column} className="no-underline">
                  {columnHeads?.[index] ?? column}
                </abbr>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, r) => (
            <tr key={row}>
              <th
                scope="row"
                title={row}
                className="sticky left-0 z-10 max-w-48 truncate bg-panel pr-3 text-left font-normal whitespace-nowrap text-text"
              >
                {row}
              </th>
              {columns.map((column, c) => {
                const cell = cells[r]?.[c];
                const isPicked = picked?.row === r && picked.column === c;
                return (
                  <td key={column} className="p-0">
                    {cell !== undefined &&
                      (onPick === undefined || cell.heat === null ? (
                        <span
                          aria-label={cell.name}
                          role="img"
                          style={cellStyle(cell)}
                          className={cellClass(cell, false)}
                        >
                          {cell.text}
                        </span>
                      ) : (
                        <button
                          type="button"
                          aria-label={cell.name}
                          aria-pressed={isPicked}
                          onClick={() => onPick(r, c)}
                          style={cellStyle(cell)}
                          className={clsx(cellClass(cell, true), isPicked && 'ring-2 ring-focus')}
                        >
                          {cell.text}
                        </button>
                      ))}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function cellClass(cell: MatrixCell, button: boolean): string {
  return clsx(
    'flex h-8 w-full min-w-11 items-center justify-center rounded-sm px-1.5 tabular-nums',
    cell.muted === true || cell.heat === null ? 'text-text-3' : 'text-text',
    button && 'hover:ring-1 hover:ring-line-control',
  );
}

/** Up to 42 % of the accent: the theme's text colour stays above 4.5:1 on it. */
function cellStyle(cell: MatrixCell): CSSProperties {
  if (cell.muted === true || cell.heat === null) return { background: 'var(--sunken)' };
  const share = Math.round(4 + 38 * Math.min(1, Math.max(0, cell.heat)));
  return { background: `color-mix(in srgb, var(--accent) ${share}%, var(--panel))` };
}
