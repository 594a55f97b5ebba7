import { listNetworkCalls } from '#core/store/network-table.ts';
import type { Database } from '#core/store/open-store.ts';
import { csvCell } from '#core/formats/csv-records.ts';

const columns = [
  'at',
  'host',
  'purpose',
  'method',
  'path',
  'requestBytes',
  'responseBytes',
  'sha256',
  'containsDocumentText',
  'status',
  'allowed',
  'loopback',
] as const;

/** Rows that one file holds: a table program opens no more, and the text has to fit into memory. */
const maxRows = 1_000_000;

/** The network ledger as a CSV file, newest call first; `rows` of its `total` calls, where there are too many for one file. */
export function ledgerFile(
  app: Database,
  limit = maxRows,
): { fileName: string; text: string; rows: number; total: number } {
  const { total, rows } = listNetworkCalls(app, { remoteOnly: false, offset: 0, limit });
  const lines = rows.map((row) => columns.map((name) => csvCell(String(row[name]))).join(','));
  return {
    fileName: 'network-ledger.csv',
    text: [columns.join(','), ...lines].join('\r\n'),
    rows: rows.length,
    total,
  };
}
