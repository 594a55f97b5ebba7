import { isLoopbackHost } from '#shared/domain/address.ts';
import type { LedgerEntry } from '#core/llm/transport.ts';
import type { NetworkCallRow } from '#core/store/network-table.ts';

/** One outbound call as the ledger stores it. Status 0 = no answer came. */
export function ledgerRow(entry: LedgerEntry): NetworkCallRow {
  const { time, durationMs: _durationMs, ...facts } = entry;
  return {
    ...facts,
    at: new Date(time).toISOString(),
    status: entry.status ?? 0,
    loopback: isLoopbackHost(entry.host.replace(/:\d+$/u, '')),
  };
}
