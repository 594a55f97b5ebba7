import type { SupervisorConfig } from '#shared/domain/run-settings.ts';
import { blockedHosts, hostsNeeded, type HostNeed } from '#core/run/hosts-needed.ts';
import type { Database } from '#core/store/open-store.ts';
import { readAllAnnotators } from '#core/store/setup-tables.ts';
import type { EngineContext } from './context.ts';

export interface PlannedWork {
  readonly annotatorIds: readonly string[];
  /** null = none takes part. */
  readonly supervisor: SupervisorConfig | null;
}

type Asked = Pick<EngineContext, 'consents' | 'settings'>;

/** Hosts that this work would reach and that the user of this computer has not allowed. */
export function hostsToAllow(context: Asked, db: Database, work: PlannedWork): HostNeed[] {
  const annotators = readAllAnnotators(db)
    .map(({ config }) => config)
    .filter(({ id }) => work.annotatorIds.includes(id));
  const { ollamaUrl } = context.settings.get();
  return hostsNeeded({ annotators, supervisor: work.supervisor, ollamaUrl }).filter(
    ({ address, purpose }) => !context.consents.isAllowed(address, purpose),
  );
}

/** Said before work begins, not when it has got as far as the first call. @throws {AppError} PRIVACY_BLOCKED */
export function requireHosts(context: Asked, db: Database, work: PlannedWork): void {
  const needs = hostsToAllow(context, db, work);
  if (needs.length > 0) {
    throw blockedHosts(needs, 'Allow the host on the screen where it is chosen, or choose another server.');
  }
}
