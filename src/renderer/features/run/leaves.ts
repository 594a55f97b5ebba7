import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import type { RunSettings } from '#shared/domain/run-settings.ts';
import { remoteHostOf } from '../annotators/remote-hosts.ts';
import { supervisorHost } from '../supervisor/supervisor-host.ts';

/** `host:port` of the other computers that a run sends text to. */
export interface Leaves {
  readonly annotators: readonly string[];
  readonly supervisor: string | null;
}

/** @param pool everybody the project knows; who takes part is said by the settings */
export function leavesOf(
  { annotatorIds, supervisor, iterations }: Pick<RunSettings, 'annotatorIds' | 'supervisor' | 'iterations'>,
  pool: readonly AnnotatorConfig[],
  ollamaUrl: string,
): Leaves {
  const hosts = pool
    .filter(({ id }) => annotatorIds.includes(id))
    .map((annotator) => remoteHostOf(annotator, ollamaUrl));
  return {
    annotators: [...new Set(hosts.filter((host) => host !== null))],
    // Without a round of improvement nobody asks the supervisor.
    supervisor: iterations === 0 ? null : supervisorHost(supervisor, ollamaUrl),
  };
}

export const staysHere = ({ annotators, supervisor }: Leaves): boolean =>
  annotators.length === 0 && supervisor === null;
