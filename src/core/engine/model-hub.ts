import type { ModelProvider } from '#core/run/ports.ts';
import type { SupervisorModel, SupervisorSettings } from '#shared/rpc/setup.ts';
import type { z } from 'zod';
import type { healthSchema } from '#shared/rpc/system.ts';
import type { setupMethods } from '#shared/rpc/setup.ts';

type ModelList = z.output<(typeof setupMethods)['models.list']['output']>;

/** The engine's one door to models and servers. */
export interface ModelHub {
  /** Annotators and supervisors for one project's work; hosts beyond loopback only as the project allows. */
  provider(settings: SupervisorSettings, onCall: (row: unknown) => void): ModelProvider;
  list(): Promise<ModelList>;
  health(): Promise<z.output<typeof healthSchema>['ollama']>;
  catalogue(): { dated: string; models: SupervisorModel[] };
  close(): Promise<void>;
}
