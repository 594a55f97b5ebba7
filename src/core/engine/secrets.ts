import type { z } from 'zod';
import type { keyStateSchema } from '#shared/rpc/setup.ts';
import { originOf } from '#shared/domain/address.ts';
import { environmentKeyFor, type EnvironmentKeys } from '#core/llm/environment-keys.ts';

/**
 * Keys in memory only, each for the origin (scheme, host, port) it was given for; the desktop shell keeps them in the OS
 * key store and hands them in at start.
 */
export interface SecretBox {
  /** The key of the server at this address; null = none. */
  keyFor(baseUrl: string): string | null;
  /** null or white space forgets the key of this address. */
  set(baseUrl: string, key: string | null, source: 'keystore' | 'session'): void;
  state(baseUrl: string): z.infer<typeof keyStateSchema>;
}

/** @param isChosen true for origins of supervisors the user gave in person: there the environment's key may go */
export function createSecretBox(env: EnvironmentKeys, isChosen: (origin: string) => boolean): SecretBox {
  const own = new Map<string, { readonly key: string; readonly source: 'keystore' | 'session' }>();
  const ownAt = (baseUrl: string) => own.get(originOf(baseUrl) ?? '');
  const ofEnvironment = (baseUrl: string): string | null => environmentKeyFor(env, baseUrl, isChosen);
  const hint = (key: string): string => (key.length > 8 ? key.slice(-4) : '····');
  return {
    keyFor: (baseUrl) => ownAt(baseUrl)?.key ?? ofEnvironment(baseUrl),
    set: (baseUrl, key, source) => {
      const origin = originOf(baseUrl);
      if (origin === null) return;
      if (key === null || key.trim() === '') own.delete(origin);
      else own.set(origin, { key: key.trim(), source });
    },
    state: (baseUrl) => {
      const mine = ownAt(baseUrl);
      if (mine !== undefined) return { source: mine.source, hint: hint(mine.key) };
      const given = ofEnvironment(baseUrl);
      return given === null ? { source: 'none', hint: null } : { source: 'environment', hint: hint(given) };
    },
  };
}
