import { hostOf, openAiBaseUrl } from '#shared/domain/address.ts';
import type { SupervisorConfig } from '#shared/domain/run-settings.ts';

/** "host:port" a network supervisor is reached at; null where nothing leaves or the address is not valid yet. */
export function supervisorHost(config: SupervisorConfig): string | null {
  if (config.kind !== 'openai') return null;
  return hostOf(config.url ?? openAiBaseUrl);
}
