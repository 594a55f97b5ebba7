import type { EngineEvent } from '#shared/rpc/events.ts';
import type { Settings } from '#shared/rpc/system.ts';
import type { Database } from '#core/store/open-store.ts';
import type { Consents } from './consents.ts';
import type { EngineOptions } from './engine-options.ts';
import type { JobTable } from './jobs.ts';
import type { ModelHub } from './model-hub.ts';
import type { ProjectTable } from './project-table.ts';
import type { SecretBox } from './secrets.ts';
import type { WorkTable } from './work-table.ts';

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
