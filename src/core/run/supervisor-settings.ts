import { supervisorSettingsSchema, type SupervisorSettings } from '#shared/rpc/setup.ts';
import { readSetting } from '#core/store/project-table.ts';
import type { Database } from '#core/store/open-store.ts';
import type { RunDeps } from './ports.ts';
import { createProjectRedactor } from './project-redactor.ts';

/** What was chosen for the project's supervisor: model, caps, what is never sent. */
export function readSupervisorSettings(project: { readonly db: Database }): SupervisorSettings {
  return supervisorSettingsSchema.parse(
    readSetting(project.db, 'supervisor') ?? { config: { kind: 'rules' } },
  );
}

/** The part of these settings that holds for every run of the project, wherever it is started. */
export function projectLimits(db: Database): Required<Pick<RunDeps, 'redact' | 'monthlyCapUsd'>> {
  const { redactions, monthlyCapUsd } = readSupervisorSettings({ db });
  return { redact: createProjectRedactor(redactions), monthlyCapUsd };
}
