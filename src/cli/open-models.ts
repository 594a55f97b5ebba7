import { systemClock } from '#core/llm/clock.ts';
import { environmentKeyFor } from '#core/llm/environment-keys.ts';
import { hostsForPurpose, type HostLeave } from '#core/llm/hosts-for-purpose.ts';
import type { LlmOutcome } from '#core/llm/llm-client.ts';
import { createOllamaClient } from '#core/llm/ollama-client.ts';
import { createTransport } from '#core/llm/transport.ts';
import { ledgerRow } from '#core/run/ledger-row.ts';
import { createModelProvider } from '#core/run/model-provider.ts';
import type { ModelProvider } from '#core/run/ports.ts';
import { createProbeDesk, type ProbeDesk } from '#core/run/probe-desk.ts';
import { insertNetworkCall } from '#core/store/network-table.ts';
import type { Database } from '#core/store/open-store.ts';
import { createResponseCache } from '#core/store/response-cache.ts';
import { environmentKeys } from '#host/environment-keys.ts';
import type { Machine } from './machine.ts';
import { now } from './now-and-ids.ts';
import { loadPriceOf } from './resources.ts';

export interface ModelFlags {
  readonly ollamaUrl: string;
  /** Most documents in flight at an OpenAI-compatible annotator's server; undefined = its own setting. */
  readonly inFlight?: number | undefined;
  /** Hosts that this command line names, and those the user allowed on this computer. */
  readonly leaves: readonly HostLeave[];
  readonly machine: Machine;
}

export interface OpenedModels {
  readonly provider: ModelProvider;
  /** Where new models are tried. */
  readonly desk: ProbeDesk;
  close(): Promise<void>;
}

/** Annotators and supervisors of a project on the command line; every outbound call goes into the project's ledger and the app's. */
export async function openModels(db: Database, flags: ModelFlags): Promise<OpenedModels> {
  const transport = createTransport({
    allowedHosts: (purpose) => hostsForPurpose(flags.leaves, purpose),
    ledger: (entry) => {
      const row = ledgerRow(entry);
      insertNetworkCall(db, row);
      flags.machine.record(row);
    },
    clock: systemClock,
  });
  const cache = createResponseCache(db, now);
  const records = flags.machine.models;
  const provider = createModelProvider({
    ollamaUrl: flags.ollamaUrl,
    transport,
    clock: systemClock,
    keyFor: (baseUrl) =>
      environmentKeyFor(environmentKeys(), baseUrl, (origin) => flags.machine.isSupervisorOrigin(origin)),
    priceOf: await loadPriceOf(),
    records,
    ...(flags.inFlight === undefined ? {} : { serverInFlight: flags.inFlight }),
    cache: {
      get: (key) => cache.get(key) as LlmOutcome | undefined,
      put: (key, outcome) => cache.put(key, outcome),
    },
  });
  const desk = createProbeDesk({
    client: () =>
      Promise.resolve(createOllamaClient({ baseUrl: flags.ollamaUrl, transport, clock: systemClock })),
    records,
    clock: systemClock,
  });
  return { provider, desk, close: () => transport.close() };
}
