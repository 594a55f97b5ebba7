import { hostPurposes } from '#shared/domain/host-consent.ts';
import { systemClock } from '#core/llm/clock.ts';
import { environmentKeyFor } from '#core/llm/environment-keys.ts';
import { hostsForPurpose, type HostLeave } from '#core/llm/hosts-for-purpose.ts';
import type { LlmOutcome } from '#core/llm/llm-client.ts';
import { createOllamaClient } from '#core/llm/ollama-client.ts';
import { createTransport, isAllowedUrl } from '#core/llm/transport.ts';
import { createComputerOllama } from '#core/ollama/computer-ollama.ts';
import { defaultOllamaUrl, hostToUrl } from '#core/ollama/find-server.ts';
import { ledgerRow } from '#core/run/ledger-row.ts';
import { localRoom } from '#core/ollama/local-room.ts';
import { createModelProvider } from '#core/run/model-provider.ts';
import type { ModelProvider } from '#core/run/ports.ts';
import { createProbeDesk, type ProbeDesk } from '#core/run/probe-desk.ts';
import { projectLimits } from '#core/run/supervisor-settings.ts';
import { insertNetworkCall } from '#core/store/network-table.ts';
import type { Database } from '#core/store/open-store.ts';
import { createResponseCache } from '#core/store/response-cache.ts';
import { environmentKeys } from '#host/environment-keys.ts';
import type { Machine } from './machine.ts';
import { now } from './now-and-ids.ts';
import { note } from './output.ts';
import { loadPriceOf, resourcePath } from './resources.ts';

export interface ModelFlags {
  /** Given on the command line: that server and no other. Absent: found as the window finds it. */
  readonly ollamaUrl?: string | undefined;
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
  const mayReach = (url: string): boolean =>
    hostPurposes.some((purpose) =>
      isAllowedUrl(
        new URL(url),
        flags.leaves.filter((leave) => leave.purpose === purpose).map((leave) => leave.host),
      ),
    );
  const service = createComputerOllama({
    named: flags.ollamaUrl,
    settings: flags.machine.settings,
    mayReach,
    dataDir: flags.machine.dataDir,
    ollamaDir: resourcePath('ollama'),
    transport,
    clock: systemClock,
  });
  let toldOfRemote = flags.ollamaUrl !== undefined;
  const address = async (signal: AbortSignal): Promise<string> => {
    if (!toldOfRemote) noteRemoteHost(process.env['OLLAMA_HOST'], mayReach);
    toldOfRemote = true;
    return (await service.ensure(signal)).url;
  };
  const provider = createModelProvider({
    ollamaUrl: flags.ollamaUrl ?? defaultOllamaUrl,
    resolveOllamaUrl: address,
    restartOllama: async (signal) => (await service.restart(signal)).url,
    transport,
    clock: systemClock,
    redact: projectLimits(db).redact,
    keyFor: (baseUrl) =>
      environmentKeyFor(environmentKeys(), baseUrl, (origin) => flags.machine.isSupervisorOrigin(origin)),
    priceOf: await loadPriceOf(),
    records,
    roomAt: (url) => localRoom(url, service.owns(url)),
    ...(flags.inFlight === undefined ? {} : { serverInFlight: flags.inFlight }),
    cache: {
      get: (key) => cache.get(key) as LlmOutcome | undefined,
      put: (key, outcome) => cache.put(key, outcome),
    },
  });
  const desk = createProbeDesk({
    client: async (signal) =>
      createOllamaClient({ baseUrl: await address(signal), transport, clock: systemClock }),
    records,
    clock: systemClock,
  });
  return {
    provider,
    desk,
    close: async () => {
      await service.stop();
      await transport.close();
    },
  };
}

/** Documents go to another computer only where that was allowed or named; the environment alone does neither. */
function noteRemoteHost(host: string | undefined, mayReach: (url: string) => boolean): void {
  const url = host === undefined ? null : hostToUrl(host);
  if (url === null || mayReach(url)) return;
  note(`OLLAMA_HOST is another computer and is passed over. To send documents there: --ollama-url ${url}`);
}
