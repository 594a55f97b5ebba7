import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import { hostOf, isLoopbackUrl, openAiBaseUrl } from '#shared/domain/address.ts';

export interface RemoteHost {
  /** `host:port`. */
  readonly host: string;
  /** Annotators that work there. */
  readonly names: readonly string[];
}

/** Other computers that the chosen annotators of a pool are on, in the order of the pool. */
export function remoteHosts(pool: readonly AnnotatorConfig[], ollamaUrl: string): RemoteHost[] {
  const names = new Map<string, string[]>();
  for (const { kind, endpoint, enabled, displayName } of pool) {
    if (!enabled || kind === 'builtin') continue;
    const address = kind === 'ollama' ? ollamaUrl : (endpoint ?? openAiBaseUrl);
    const host = hostOf(address);
    if (host !== null && !isLoopbackUrl(address)) names.set(host, [...(names.get(host) ?? []), displayName]);
  }
  return [...names].map(([host, there]) => ({ host, names: there }));
}
