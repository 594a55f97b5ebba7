import { join } from 'node:path';
import type { EngineEvent } from '#shared/rpc/events.ts';
import { settingsSchema } from '#shared/rpc/system.ts';
import { openAppStore, readAppSettings } from '#core/store/app-store.ts';
import { isSupervisorOrigin } from '#core/store/consent-table.ts';
import { writeSetting } from '#core/store/project-table.ts';
import { systemClock } from '#core/llm/clock.ts';
import type { Engine } from './engine.ts';
import type { EngineContext } from './context.ts';
import type { EngineOptions } from './engine-options.ts';
import { annotatorHandlers } from './handlers/annotator-handlers.ts';
import { compareHandlers } from './handlers/compare-handlers.ts';
import { corpusHandlers } from './handlers/corpus-handlers.ts';
import { exportHandlers } from './handlers/export-handlers.ts';
import { guidelineHandlers } from './handlers/guideline-handlers.ts';
import { labelHandlers } from './handlers/label-handlers.ts';
import { projectHandlers } from './handlers/project-handlers.ts';
import { resultHandlers } from './handlers/result-handlers.ts';
import { runHandlers } from './handlers/run-handlers.ts';
import { schemaHandlers } from './handlers/schema-handlers.ts';
import { supervisorHandlers } from './handlers/supervisor-handlers.ts';
import { systemHandlers } from './handlers/system-handlers.ts';
import { guardHandlers } from './guard-handlers.ts';
import { createConsents } from './consents.ts';
import { createJobTable } from './jobs.ts';
import { createModelHub } from './model-hub.ts';
import { createProjectTable } from './project-table.ts';
import { createSecretBox } from './secrets.ts';
import { createWorkTable } from './work-table.ts';

export type { EngineOptions } from './engine-options.ts';

/** Builds the engine over a data folder; nothing else is global. */
export async function createEngine(
  options: EngineOptions,
): Promise<Engine & { setSecret(baseUrl: string, key: string | null): void }> {
  const listeners = new Set<(event: EngineEvent) => void>();
  const emit = (event: EngineEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const now = (): string => new Date().toISOString();
  const newId = (): string => globalThis.crypto.randomUUID();
  const app = openAppStore(join(options.dataDir, 'app.sqlite'));
  const stored = () => readAppSettings(app);
  const settings: EngineContext['settings'] = {
    get: () => (options.ollamaUrl === undefined ? stored() : { ...stored(), ollamaUrl: options.ollamaUrl }),
    set: (patch) => {
      writeSetting(app, 'settings', settingsSchema.parse({ ...stored(), ...patch }));
      emit({ kind: 'settings-change' });
      return settings.get();
    },
  };
  const secrets = createSecretBox(options.env, (origin) => isSupervisorOrigin(app, origin));
  const projects = createProjectTable({ app, projectsDir: options.dataDir, emit, now, newId });
  const jobs = createJobTable({ emit, newId, clockMs: () => systemClock.now() });
  const consents = createConsents(app, options.named ?? [], {
    now,
    changed: () => emit({ kind: 'settings-change' }),
  });
  const models = createModelHub({ options, app, settings, secrets, consents, emit, clock: systemClock, now });
  const base = { options, app, projects, jobs, models, secrets, consents, settings, emit, now, newId };
  const context: EngineContext = { ...base, work: createWorkTable(base) };

  return {
    handlers: guardHandlers(
      {
        ...systemHandlers(context),
        ...projectHandlers(context),
        ...corpusHandlers(context),
        ...schemaHandlers(context),
        ...annotatorHandlers(context),
        ...supervisorHandlers(context),
        ...runHandlers(context),
        ...resultHandlers(context),
        ...compareHandlers(context),
        ...guidelineHandlers(context),
        ...labelHandlers(context),
        ...exportHandlers(context),
      },
      (projectId) => projects.list().find((row) => row.id === projectId)?.path,
    ),
    setSecret: (baseUrl, key) => secrets.set(baseUrl, key, 'keystore'),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await context.work.close();
      await jobs.close();
      await models.close();
      projects.close();
      app.close();
      listeners.clear();
    },
  };
}
