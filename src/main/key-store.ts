import type { SafeStorage } from 'electron';
import { Buffer } from 'node:buffer';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Where the supervisor's API key rests between starts: encrypted by the operating system's key store. */
export interface KeyStore {
  /** The stored key; null where none is stored or the key store does not open it. */
  readonly load: () => Promise<string | null>;
  /** @returns false where nothing was stored because the system has no real key store */
  readonly save: (key: string) => Promise<boolean>;
  readonly remove: () => void;
}

export type Cipher = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>;

/**
 * @param file holds ciphertext only and is readable by its owner only
 * On Linux without a key ring Electron would "encrypt" with a password that is the same everywhere (`basic_text`):
 * then nothing is stored and the key lives in memory.
 */
export function createKeyStore(cipher: Cipher, file: string, platform: NodeJS.Platform): KeyStore {
  const canStore = async (): Promise<boolean> =>
    (await cipher.isAsyncEncryptionAvailable()) &&
    (platform !== 'linux' || !['basic_text', 'unknown'].includes(cipher.getSelectedStorageBackend()));

  const write = async (key: string): Promise<void> => {
    const encrypted = await cipher.encryptStringAsync(key);
    writeFileSync(`${file}.new`, encrypted.toString('base64'), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };

  return {
    load: async () => {
      try {
        const encrypted = Buffer.from(readFileSync(file, 'utf8'), 'base64');
        if (!(await canStore())) return null;
        const { result, shouldReEncrypt } = await cipher.decryptStringAsync(encrypted);
        if (shouldReEncrypt) await write(result); // the system changed its key
        return result;
      } catch {
        return null; // none stored, or stored under another user or key ring: the user is asked for the key again
      }
    },
    save: async (key) => {
      if (!(await canStore())) return false;
      await write(key);
      return true;
    },
    remove: () => rmSync(file, { force: true }),
  };
}
