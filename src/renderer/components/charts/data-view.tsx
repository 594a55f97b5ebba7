import { clsx } from 'clsx';
import { formatNumber } from '../../i18n/format.ts';

export interface DataTableView {
  readonly caption: string;
  readonly columns: readonly string[];
  /** The first cell is the row's name. Numbers keep their full precision here. */
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** The numbers behind a chart. */
export function DataView({ table }: { readonly table: DataTableView }) {
  return (
    <div className="max-h-80 overflow-auto" tabIndex={0} role="group" aria-label={table.caption}>
      <table className="w-full border-collapse text-sm">
        <caption className="visually-hidden">{table.caption}</caption>
        <thead>
          <tr>
            {table.columns.map((column, index) => (
              <th
                key={column}
                scope="col"
                className={clsx(
                  'sticky top-0 border-b border-line bg-panel px-2 py-1.5 text-xs font-medium text-text-2',
                  index === 0 ? 'text-left' : 'text-right',
                )}
              >
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index} className="border-b border-line last:border-0">
              {row.map((cell, column) =>
                column === 0 ? (
                  <th key={column} scope="row" className="px-2 py-1.5 text-left font-normal">
                    {cell}
                  </th>
                ) : (
                  <td key={column} className="px-2 py-1.5 text-right">
                    {cell === null ? '–' : typeof cell === 'number' ? formatNumber(cell) : cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
