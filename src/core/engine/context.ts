import type { EngineEvent } from '#shared/rpc/events.ts';
import type { Settings } from '#shared/rpc/system.ts';
import type { EnvironmentKeys } from '#core/llm/environment-keys.ts';
import type { HostLeave } from '#core/llm/hosts-for-purpose.ts';
import type { Database } from '#core/store/open-store.ts';
import type { Consents } from './consents.ts';
import type { JobTable } from './jobs.ts';
import type { ModelHub } from './model-hub.ts';
import type { ProjectTable } from './project-table.ts';
import type { SecretBox } from './secrets.ts';
import type { WorkTable } from './work-table.ts';

export interface EngineOptions {
  /** Projects and app state live below this folder. */
  readonly dataDir: string;
  /** Sample, templates and catalogue. */
  readonly resourcesDir: string;
  /** Folder of an Ollama that came with the installer, which need not exist; default `ollama` in the resources. */
  readonly ollamaDir?: string;
  readonly host: 'desktop' | 'browser' | 'cli';
  readonly appVersion: string;
  /** What the environment gave; never written anywhere. */
  readonly env: EnvironmentKeys;
  /** Ollama's address as the command line of this process names it: that server and no other. It is not stored. */
  readonly ollamaUrl?: string;
  /** Hosts that the command line of this process names; allowed as long as it runs. */
  readonly named?: readonly HostLeave[];
}

/** What every handler works with. */
export interface EngineContext {
  readonly options: EngineOptions;
  readonly app: Database;
  readonly projects: ProjectTable;
  readonly jobs: JobTable;
  readonly models: ModelHub;
  readonly secrets: SecretBox;
  readonly consents: Consents;
  readonly work: WorkTable;
  readonly settings: {
    get(): Settings;
    set(patch: { readonly [K in keyof Settings]?: Settings[K] | undefined }): Settings;
  };
  readonly emit: (event: EngineEvent) => void;
  readonly now: () => string;
  readonly newId: () => string;
}
