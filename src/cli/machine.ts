import { join } from 'node:path';
import { originOf } from '#shared/domain/address.ts';
import { defaultDataDir } from '#host/default-data-dir.ts';
import type { ModelRecords } from '#core/ollama/model-records.ts';
import { createModelRecords } from '#core/run/model-records.ts';
import { settingsSchema, type Settings } from '#shared/rpc/system.ts';
import { openAppStore, readAppSettings } from '#core/store/app-store.ts';
import { isSupervisorOrigin, listConsents, rememberSupervisorOrigin } from '#core/store/consent-table.ts';
import { insertNetworkCall, type NetworkCallRow } from '#core/store/network-table.ts';
import type { HostLeave } from '#core/llm/hosts-for-purpose.ts';
import { toErrorData } from '#shared/errors.ts';
import { note } from './output.ts';
import { now } from './now-and-ids.ts';

/** What this computer knows besides the project: what its user allowed here, its models, and the ledger. Shared with the window. */
export interface Machine {
  /** Hosts beyond this computer that the user allowed. */
  leaves(): HostLeave[];
  /** Writes a call into the app's ledger, which the window shows. */
  record(call: NetworkCallRow): void;
  /** True where the user gave this address of a supervisor on this computer, now or earlier. */
  isSupervisorOrigin(origin: string): boolean;
  /** An address given on this command line. */
  rememberSupervisor(url: string): void;
  readonly models: ModelRecords;
  /** The app's folder. */
  readonly dataDir: string;
  /** Where Ollama is, and whether it may be started, as set in the window. */
  readonly settings: () => Pick<Settings, 'ollamaUrl' | 'manageOllama'>;
}

/** Allows and knows nothing, and forgets what is found out with the end of the command. */
export function noMachine(): Machine {
  return {
    leaves: () => [],
    record: () => undefined,
    isSupervisorOrigin: () => false,
    rememberSupervisor: () => undefined,
    models: createModelRecords(openAppStore(':memory:')),
    dataDir: defaultDataDir(),
    settings: () => ({ ...settingsSchema.parse({}), manageOllama: false }),
  };
}

/** Opens the app's folder for the length of one command. Where that fails the command works, and nothing is allowed. */
export async function withMachine<T>(
  dataDir: string | undefined,
  work: (machine: Machine) => Promise<T>,
): Promise<T> {
  const folder = dataDir ?? defaultDataDir();
  let app: ReturnType<typeof openAppStore>;
  try {
    app = openAppStore(join(folder, 'app.sqlite'));
  } catch (error) {
    note(`What is known about this computer can't be read: ${toErrorData(error).message}`);
    return work(noMachine());
  }
  try {
    return await work({
      models: createModelRecords(app),
      leaves: () => listConsents(app),
      record: (call) => insertNetworkCall(app, call),
      dataDir: folder,
      settings: () => readAppSettings(app),
      isSupervisorOrigin: (origin) => isSupervisorOrigin(app, origin),
      rememberSupervisor: (url) => {
        const origin = originOf(url);
        if (origin !== null) rememberSupervisorOrigin(app, origin, now());
      },
    });
  } finally {
    app.close();
  }
}
