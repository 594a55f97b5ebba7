import { Buffer } from 'node:buffer';
import { mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EngineClient } from '#host/engine-thread.ts';
import { engineWithKeyStore } from '../../../src/main/engine-with-key-store.ts';
import {
  createKeyStore,
  type Cipher,
  type KeysByOrigin,
  type KeyStore,
} from '../../../src/main/key-store.ts';

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
/** One key, of api.openai.com. */
const openAi = (key: string) => new Map([['https://api.openai.com', key]]);
const freshFile = () => join(mkdtempSync(join(tmpdir(), 'diziner-key-')), 'key.bin');

describe('key store', () => {
  it('gives back what it stored, and the file holds no plain text', async () => {
    const file = freshFile();
    const store = createKeyStore(cipher('kwallet6'), file, 'linux');
    const keys = new Map([
      ['https://api.openai.com', 'sk-test-1234'],
      ['http://lab:8000', 'sk-test-lab'],
    ]);
    expect(await store.save(keys)).toBe(true);
    expect(await store.load()).toEqual(keys);
    expect(readFileSync(file, 'latin1')).not.toContain('sk-test');
    expect(readdirSync(join(file, '..'))).toEqual(['key.bin']);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0);
  });

  it.each(['basic_text', 'unknown'] as const)(
    'stores nothing on Linux with the backend %s',
    async (backend) => {
      const file = freshFile();
      const store = createKeyStore(cipher(backend), file, 'linux');
      expect(await store.save(new Map([['http://lab:8000', 'sk-test-1234']]))).toBe(false);
      expect(readdirSync(join(file, '..'))).toEqual([]);
    },
  );

  it('stores nothing where the system cannot encrypt', async () => {
    expect(await createKeyStore(cipher('unknown', false), freshFile(), 'darwin').save(openAi('sk'))).toBe(
      false,
    );
  });

  it('treats a file that the key ring does not open as no key', async () => {
    const file = freshFile();
    writeFileSync(file, Buffer.from('foreign').toString('base64'));
    expect(await createKeyStore(cipher('gnome_libsecret'), file, 'linux').load()).toEqual(new Map());
  });

  it('takes the one key of an earlier version for a key of api.openai.com', async () => {
    const file = freshFile();
    writeFileSync(file, Buffer.from(reverse('sk-old-9876')).toString('base64'));
    expect(await createKeyStore(cipher('gnome_libsecret'), file, 'linux').load()).toEqual(
      openAi('sk-old-9876'),
    );
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
    await store.save(openAi('sk-1'));
    expect(await store.load()).toEqual(openAi('sk-1'));
    expect(encryptions).toBe(2);
  });

  it('forgets on request, also twice', async () => {
    const store = createKeyStore(cipher('kwallet'), freshFile(), 'linux');
    await store.save(openAi('sk-1'));
    store.remove();
    store.remove();
    expect(await store.load()).toEqual(new Map());
  });
});

describe('engine with key store', () => {
  /** An engine that keeps its keys in memory, as the real one does. */
  function engine(
    given: 'session' | 'keystore' = 'session',
  ): EngineClient & { readonly secrets: (readonly [string, string | null])[]; readonly calls: string[] } {
    const secrets: (readonly [string, string | null])[] = [];
    const calls: string[] = [];
    return {
      secrets,
      calls,
      call: async (method, input) => {
        calls.push(method);
        if (method !== 'supervisor.keyState') return { ok: true, value: { method, input } };
        const url = (input as { url?: string | null }).url ?? 'https://api.openai.com/v1';
        const key = secrets.findLast(([origin]) => url.startsWith(origin))?.[1] ?? null;
        return {
          ok: true,
          value: { source: key === null ? 'none' : given, hint: key?.slice(-4) ?? null },
        };
      },
      subscribe: () => () => undefined,
      setSecret: (baseUrl, key) => void secrets.push([baseUrl, key]),
      close: async () => undefined,
    };
  }
  const memoryStore = (canStore: boolean, initial: KeysByOrigin = new Map()): KeyStore => {
    let stored = initial;
    return {
      load: async () => stored,
      save: async (keys) => {
        if (canStore) stored = keys;
        return canStore;
      },
      remove: () => (stored = new Map()),
    };
  };

  it('hands the stored key to the engine at the start and says where it is', async () => {
    const inner = engine();
    const client = engineWithKeyStore(inner, memoryStore(true, openAi('sk-old-9876')));
    expect(await client.call('supervisor.keyState', {})).toEqual({
      ok: true,
      value: { source: 'keystore', hint: '9876' },
    });
    expect(inner.secrets).toEqual([['https://api.openai.com', 'sk-old-9876']]);
  });

  it('stores a new key, trims it, and never passes it to the engine as a call', async () => {
    const inner = engine();
    const store = memoryStore(true);
    const client = engineWithKeyStore(inner, store);
    expect(await client.call('supervisor.setKey', { key: ' sk-new-4321 \n' })).toEqual({
      ok: true,
      value: { source: 'keystore', hint: '4321' },
    });
    expect(await store.load()).toEqual(openAi('sk-new-4321'));
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
    const store = memoryStore(true, openAi('sk-old'));
    const client = engineWithKeyStore(inner, store);
    expect(await client.call('supervisor.setKey', { key })).toEqual({
      ok: true,
      value: { source: 'none', hint: null },
    });
    expect(await store.load()).toEqual(new Map());
    expect(inner.secrets.at(-1)).toEqual(['https://api.openai.com', null]);
  });

  it('keeps the keys of several servers apart, and forgets one without the others', async () => {
    const inner = engine();
    const store = memoryStore(true, openAi('sk-old-9876'));
    const client = engineWithKeyStore(inner, store);
    const lab = 'http://lab:8000/v1';
    expect(await client.call('supervisor.keyState', { url: lab })).toMatchObject({
      value: { source: 'none' },
    });
    expect(await client.call('supervisor.setKey', { url: lab, key: 'key-of-the-lab' })).toMatchObject({
      value: { source: 'keystore', hint: '-lab' },
    });
    expect(await client.call('supervisor.keyState', {})).toMatchObject({ value: { hint: '9876' } });
    await client.call('supervisor.setKey', { key: null });
    expect(await store.load()).toEqual(new Map([['http://lab:8000', 'key-of-the-lab']]));
    expect(inner.secrets).toEqual([
      ['https://api.openai.com', 'sk-old-9876'],
      ['http://lab:8000', 'key-of-the-lab'],
      ['https://api.openai.com', null],
    ]);
  });

  it('keeps the stored keys where a new one cannot be written', async () => {
    const store = memoryStore(true, openAi('sk-old-9876'));
    const failing = { ...store, save: async () => Promise.reject(new Error('full')) };
    const client = engineWithKeyStore(engine(), failing);
    expect((await client.call('supervisor.setKey', { key: 'sk-new' })).ok).toBe(false);
    expect(await client.call('supervisor.keyState', {})).toMatchObject({ value: { hint: '9876' } });
    expect(await store.load()).toEqual(openAi('sk-old-9876'));
  });

  it('answers a failing key ring with a typed error that does not hold the key', async () => {
    const failing: KeyStore = {
      load: async () => new Map(),
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
