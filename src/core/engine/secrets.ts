import type { z } from 'zod';
import type { keyStateSchema } from '#shared/rpc/setup.ts';

/** The supervisor's key in memory only; the desktop shell keeps it in the OS key store and hands it in at start. */
export interface SecretBox {
  get(): string | null;
  set(key: string | null, source: 'keystore' | 'session'): void;
  state(): z.infer<typeof keyStateSchema>;
}

export function createSecretBox(environmentKey: string | undefined): SecretBox {
  let own: { key: string; source: 'keystore' | 'session' } | null = null;
  const hint = (key: string): string => (key.length > 8 ? key.slice(-4) : '····');
  return {
    get: () => own?.key ?? environmentKey ?? null,
    set: (key, source) => {
      own = key === null || key.trim() === '' ? null : { key: key.trim(), source };
    },
    state: () => {
      if (own !== null) return { source: own.source, hint: hint(own.key) };
      if (environmentKey !== undefined) return { source: 'environment', hint: hint(environmentKey) };
      return { source: 'none', hint: null };
    },
  };
}
