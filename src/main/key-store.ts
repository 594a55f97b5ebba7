import type { SafeStorage } from 'electron';
import { Buffer } from 'node:buffer';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { openAiBaseUrl, originOf } from '#shared/domain/address.ts';

/** API keys by the origin (scheme, host, port) of the server they belong to. */
export type KeysByOrigin = ReadonlyMap<string, string>;

/** Where API keys rest between starts: encrypted by the operating system's key store. */
export interface KeyStore {
  /** The stored keys; none where nothing is stored or the key store does not open it. */
  readonly load: () => Promise<KeysByOrigin>;
  /** Replaces what is stored. @returns false where nothing was stored because the system has no real key store */
  readonly save: (keys: KeysByOrigin) => Promise<boolean>;
  readonly remove: () => void;
}

export type Cipher = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>;

/**
 * @param file holds ciphertext only and is readable by its owner only
 * On Linux without a key ring Electron would "encrypt" with a password that is the same everywhere (`basic_text`):
 * then nothing is stored and the keys live in memory.
 */
export function createKeyStore(cipher: Cipher, file: string, platform: NodeJS.Platform): KeyStore {
  const canStore = async (): Promise<boolean> =>
    (await cipher.isAsyncEncryptionAvailable()) &&
    (platform !== 'linux' || !['basic_text', 'unknown'].includes(cipher.getSelectedStorageBackend()));

  const write = async (text: string): Promise<void> => {
    const encrypted = await cipher.encryptStringAsync(text);
    writeFileSync(`${file}.new`, encrypted.toString('base64'), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };

  return {
    load: async () => {
      try {
        const encrypted = Buffer.from(readFileSync(file, 'utf8'), 'base64');
        if (!(await canStore())) return new Map<string, string>();
        const { result, shouldReEncrypt } = await cipher.decryptStringAsync(encrypted);
        if (shouldReEncrypt) await write(result); // the system changed its key
        return readKeys(result);
      } catch {
        return new Map<string, string>(); // none stored, or under another user or key ring: the user is asked again
      }
    },
    save: async (keys) => {
      if (!(await canStore())) return false;
      await write(JSON.stringify({ keys: Object.fromEntries(keys) }));
      return true;
    },
    remove: () => rmSync(file, { force: true }),
  };
}

const storedSchema = z.object({ keys: z.record(z.string(), z.string()) });

/** Before keys belonged to servers there was one, the bare text: it was OpenAI's. */
function readKeys(text: string): KeysByOrigin {
  const stored = storedSchema.safeParse(jsonOrNull(text));
  if (stored.success) return new Map(Object.entries(stored.data.keys));
  return new Map([[originOf(openAiBaseUrl) ?? '', text]]);
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
