import { hostOf, isLoopbackUrl, openAiBaseUrl } from '#shared/domain/address.ts';
import type { SupervisorConfig } from '#shared/domain/run-settings.ts';

/** "host:port" of the other computer a supervisor is on; null where nothing leaves or the address is not valid yet. */
export function supervisorHost(config: SupervisorConfig, ollamaUrl: string): string | null {
  if (config.kind === 'rules') return null;
  const address = config.kind === 'ollama' ? ollamaUrl : (config.url ?? openAiBaseUrl);
  return isLoopbackUrl(address) ? null : hostOf(address);
}
