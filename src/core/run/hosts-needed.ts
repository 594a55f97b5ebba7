import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import { hostOf, isLoopbackUrl, openAiBaseUrl } from '#shared/domain/address.ts';
import type { HostPurpose } from '#shared/domain/host-consent.ts';
import type { SupervisorConfig } from '#shared/domain/run-settings.ts';
import { AppError } from '#shared/errors.ts';

export interface HostNeed {
  readonly address: string;
  /** `host:port`. */
  readonly host: string;
  readonly purpose: HostPurpose;
}

/** Hosts beyond this computer that work with these annotators and this supervisor reaches, each purpose once. */
export function hostsNeeded(work: {
  readonly annotators: readonly AnnotatorConfig[];
  readonly supervisor: SupervisorConfig | null;
  readonly ollamaUrl: string;
}): HostNeed[] {
  const found = new Map<string, HostNeed>();
  const add = (address: string, purpose: HostPurpose): void => {
    const host = hostOf(address);
    if (host !== null && !isLoopbackUrl(address)) found.set(`${purpose} ${host}`, { address, host, purpose });
  };
  for (const { kind, endpoint } of work.annotators) {
    if (kind !== 'builtin')
      add(kind === 'ollama' ? work.ollamaUrl : (endpoint ?? openAiBaseUrl), 'annotator');
  }
  const { supervisor } = work;
  if (supervisor !== null && supervisor.kind !== 'rules') {
    add(supervisor.kind === 'ollama' ? work.ollamaUrl : (supervisor.url ?? openAiBaseUrl), 'supervisor');
  }
  return [...found.values()];
}

/** What the user reads where a host is not allowed yet. */
export function hostProblem({ host, purpose }: HostNeed): string {
  return purpose === 'annotator'
    ? `Annotators at ${host} would get your documents, and this host is not allowed on this computer for annotators.`
    : `The supervisor at ${host} would get stretches of your documents, and this host is not allowed on this computer for the supervisor.`;
}

/** @param action what to do about it, in the words of the window or the command line */
export function blockedHosts(needs: readonly HostNeed[], action: string): AppError {
  return new AppError('PRIVACY_BLOCKED', needs.map(hostProblem).join(' '), { action });
}
