import { Buffer } from 'node:buffer';
import { mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EngineClient } from '#host/engine-thread.ts';
import { engineWithKeyStore } from '../../../src/main/engine-with-key-store.ts';
import { createKeyStore, type Cipher, type KeyStore } from '../../../src/main/key-store.ts';

/** Not encryption: enough to tell ciphertext from plain text in a file. */
const reverse = (text: string) => Buffer.from(text).reverse().toString();

function cipher(backend: ReturnType<Cipher['getSelectedStorageBackend']>, available = true): Cipher {
  return {
    isAsyncEncryptionAvailable: async () => available,
    getSelectedStorageBackend: () => backend,
    encryptStringAsync: async (text) => Buffer.from(reverse(text)),
    decryptStringAsync: async (bytes) => {
      if (bytes.toString() === 'foreign') throw new Error('wrong key ring');
      return { result: reverse(bytes.toString()), shouldReEncrypt: false };
    },
  };
}
const freshFile = () => join(mkdtempSync(join(tmpdir(), 'diziner-key-')), 'key.bin');

describe('key store', () => {
  it('gives back what it stored, and the file holds no plain text', async () => {
    const file = freshFile();
    const store = createKeyStore(cipher('kwallet6'), file, 'linux');
    expect(await store.save('sk-test-1234')).toBe(true);
    expect(await store.load()).toBe('sk-test-1234');
    expect(readFileSync(file, 'latin1')).not.toContain('sk-test');
    expect(readdirSync(join(file, '..'))).toEqual(['key.bin']);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0);
  });

  it.each(['basic_text', 'unknown'] as const)(
    'stores nothing on Linux with the backend %s',
    async (backend) => {
      const file = freshFile();
      const store = createKeyStore(cipher(backend), file, 'linux');
      expect(await store.save('sk-test-1234')).toBe(false);
      expect(readdirSync(join(file, '..'))).toEqual([]);
    },
  );

  it('stores nothing where the system cannot encrypt', async () => {
    expect(await createKeyStore(cipher('unknown', false), freshFile(), 'darwin').save('sk')).toBe(false);
  });

  it('treats a file that the key ring does not open as no key', async () => {
    const file = freshFile();
    writeFileSync(file, Buffer.from('foreign').toString('base64'));
    expect(await createKeyStore(cipher('gnome_libsecret'), file, 'linux').load()).toBeNull();
  });

  it('writes the key anew when the system has changed its own key', async () => {
    const file = freshFile();
    let encryptions = 0;
    const rotating: Cipher = {
      ...cipher('gnome_libsecret'),
      encryptStringAsync: async (text) => {
        encryptions += 1;
        return Buffer.from(reverse(text));
      },
      decryptStringAsync: async (bytes) => ({ result: reverse(bytes.toString()), shouldReEncrypt: true }),
    };
    const store = createKeyStore(rotating, file, 'linux');
    await store.save('sk-1');
    expect(await store.load()).toBe('sk-1');
    expect(encryptions).toBe(2);
  });

  it('forgets on request, also twice', async () => {
    const store = createKeyStore(cipher('kwallet'), freshFile(), 'linux');
    await store.save('sk-1');
    store.remove();
    store.remove();
    expect(await store.load()).toBeNull();
  });
});

describe('engine with key store', () => {
  /** An engine that keeps its key in memory, as the real one does. */
  function engine(
    given: 'session' | 'keystore' = 'session',
  ): EngineClient & { readonly secrets: (string | null)[]; readonly calls: string[] } {
    const secrets: (string | null)[] = [];
    const calls: string[] = [];
    return {
      secrets,
      calls,
      call: async (method, input) => {
        calls.push(method);
        const key = secrets.at(-1) ?? null;
        if (method !== 'supervisor.keyState') return { ok: true, value: { method, input } };
        return {
          ok: true,
          value: { source: key === null ? 'none' : given, hint: key?.slice(-4) ?? null },
        };
      },
      subscribe: () => () => undefined,
      setSecret: (key) => void secrets.push(key),
      close: async () => undefined,
    };
  }
  const memoryStore = (canStore: boolean, initial: string | null = null): KeyStore => {
    let stored = initial;
    return {
      load: async () => stored,
      save: async (key) => {
        if (canStore) stored = key;
        return canStore;
      },
      remove: () => (stored = null),
    };
  };

  it('hands the stored key to the engine at the start and says where it is', async () => {
    const inner = engine();
    const client = engineWithKeyStore(inner, memoryStore(true, 'sk-old-9876'));
    expect(await client.call('supervisor.keyState', {})).toEqual({
      ok: true,
      value: { source: 'keystore', hint: '9876' },
    });
    expect(inner.secrets).toEqual(['sk-old-9876']);
  });

  it('stores a new key, trims it, and never passes it to the engine as a call', async () => {
    const inner = engine();
    const store = memoryStore(true);
    const client = engineWithKeyStore(inner, store);
    expect(await client.call('supervisor.setKey', { key: ' sk-new-4321 \n' })).toEqual({
      ok: true,
      value: { source: 'keystore', hint: '4321' },
    });
    expect(await store.load()).toBe('sk-new-4321');
    expect(inner.calls).toEqual(['supervisor.keyState']);
  });

  it.each(['session', 'keystore'] as const)(
    'keeps the key for the session only where the system has no key store, and says so (engine: %s)',
    async (given) => {
      const client = engineWithKeyStore(engine(given), memoryStore(false));
      expect(await client.call('supervisor.setKey', { key: 'sk-new-4321' })).toEqual({
        ok: true,
        value: { source: 'session', hint: '4321' },
      });
    },
  );

  it.each([null, '', '  '])('removes the key on %j', async (key) => {
    const inner = engine();
    const store = memoryStore(true, 'sk-old');
    const client = engineWithKeyStore(inner, store);
    expect(await client.call('supervisor.setKey', { key })).toEqual({
      ok: true,
      value: { source: 'none', hint: null },
    });
    expect(await store.load()).toBeNull();
    expect(inner.secrets.at(-1)).toBeNull();
  });

  it('answers a failing key ring with a typed error that does not hold the key', async () => {
    const failing: KeyStore = {
      load: async () => null,
      save: async () => Promise.reject(new Error('sk-secret could not be written')),
      remove: () => undefined,
    };
    const reply = await engineWithKeyStore(engine(), failing).call('supervisor.setKey', { key: 'sk-secret' });
    expect(reply.ok).toBe(false);
    expect(JSON.stringify(reply)).not.toContain('sk-secret');
  });

  it('leaves a malformed input to the dispatcher', async () => {
    const inner = engine();
    await engineWithKeyStore(inner, memoryStore(true)).call('supervisor.setKey', { key: 7 });
    expect(inner.calls).toEqual(['supervisor.setKey']);
    expect(inner.secrets).toEqual([]);
  });

  it('passes every other call through', async () => {
    const reply = await engineWithKeyStore(engine(), memoryStore(true)).call('projects.list', {});
    expect(reply).toEqual({ ok: true, value: { method: 'projects.list', input: {} } });
  });
});
