import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import { hostOf, isLoopbackUrl, openAiBaseUrl } from '#shared/domain/address.ts';

export interface RemoteHost {
  /** `host:port`. */
  readonly host: string;
  /** Annotators that work there. */
  readonly names: readonly string[];
}

/** `host:port` of the other computer an annotator is on; null where it is on this one, or its address is none. */
export function remoteHostOf(
  { kind, endpoint }: Pick<AnnotatorConfig, 'kind' | 'endpoint'>,
  ollamaUrl: string,
): string | null {
  if (kind === 'builtin') return null;
  const address = kind === 'ollama' ? ollamaUrl : (endpoint ?? openAiBaseUrl);
  return isLoopbackUrl(address) ? null : hostOf(address);
}

/** Other computers that the chosen annotators of a pool are on, in the order of the pool. */
export function remoteHosts(pool: readonly AnnotatorConfig[], ollamaUrl: string): RemoteHost[] {
  const names = new Map<string, string[]>();
  for (const annotator of pool) {
    const host = annotator.enabled ? remoteHostOf(annotator, ollamaUrl) : null;
    if (host !== null) names.set(host, [...(names.get(host) ?? []), annotator.displayName]);
  }
  return [...names].map(([host, there]) => ({ host, names: there }));
}
