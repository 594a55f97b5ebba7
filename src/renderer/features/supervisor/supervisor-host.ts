import type { SupervisorConfig } from '#shared/domain/run-settings.ts';

/** "host:port" a network supervisor is reached at; null where nothing leaves or the address is not valid yet. */
export function supervisorHost(config: SupervisorConfig): string | null {
  if (config.kind !== 'openai') return null;
  if (config.url === null) return 'api.openai.com:443';
  try {
    const url = new URL(config.url);
    const port = url.port !== '' ? url.port : url.protocol === 'http:' ? '80' : '443';
    return url.hostname === '' ? null : `${url.hostname}:${port}`;
  } catch {
    return null;
  }
}
