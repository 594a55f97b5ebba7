import type { EngineClient } from '#host/engine-thread.ts';
import { openAiBaseUrl, originOf } from '#shared/domain/address.ts';
import { rpcContract, type RpcOutput } from '#shared/rpc/contract.ts';
import type { KeyStore } from './key-store.ts';

type Reply = ReturnType<EngineClient['call']>;

/**
 * The engine client with the two key methods answered by the operating system's key store. The engine itself keeps keys
 * in memory only, each for its server; the window sends a key once and only ever gets its last four characters back.
 */
export function engineWithKeyStore(engine: EngineClient, keys: KeyStore): EngineClient {
  /** Every key the engine was given, and the origins whose key rests in the key store: known here only. */
  const given = new Map<string, string>();
  let stored: ReadonlySet<string> = new Set();
  const loading = keys.load().then((loaded) => {
    for (const [origin, key] of loaded) {
      given.set(origin, key);
      engine.setSecret(origin, key);
    }
    stored = new Set(loaded.keys());
  });

  const keyState = async (input: unknown): Reply => {
    const reply = await engine.call('supervisor.keyState', input);
    const parsed = rpcContract['supervisor.keyState'].input.safeParse(input);
    if (!reply.ok || !parsed.success) return reply;
    const state = rpcContract['supervisor.keyState'].output.parse(reply.value);
    const isOwn = state.source === 'session' || state.source === 'keystore';
    const rests = stored.has(originOf(parsed.data.url ?? openAiBaseUrl) ?? '');
    const shown: RpcOutput<'supervisor.keyState'> = isOwn
      ? { ...state, source: rests ? 'keystore' : 'session' }
      : state;
    return { ok: true, value: shown };
  };

  const setKey = async (input: unknown): Reply => {
    const parsed = rpcContract['supervisor.setKey'].input.safeParse(input);
    const origin = parsed.success ? originOf(parsed.data.url ?? openAiBaseUrl) : null;
    if (!parsed.success || origin === null) return engine.call('supervisor.setKey', input); // it words the refusal
    const key = parsed.data.key?.trim() ?? '';
    const next = new Map(given);
    if (key === '') next.delete(origin);
    else next.set(origin, key);
    try {
      const rests = next.size > 0 && (await keys.save(next));
      if (!rests) keys.remove();
      stored = new Set(rests ? next.keys() : []);
    } catch (error) {
      return {
        ok: false,
        error: {
          code: 'FILE_UNREADABLE',
          message: 'The key could not be written to the key store of this computer.',
          action: 'Check that the disk is not full and that your key ring is unlocked, then try again.',
          detail: error instanceof Error ? error.name : 'unknown',
        },
      };
    }
    if (key === '') given.delete(origin);
    else given.set(origin, key);
    engine.setSecret(origin, key === '' ? null : key);
    return keyState({ url: parsed.data.url });
  };

  return {
    call: async (method, input) => {
      // Whatever may need a key waits until the key store has answered at the start.
      if (/^(annotators|supervisor|run|label)\./.test(method)) await loading;
      if (method === 'supervisor.setKey') return setKey(input);
      if (method === 'supervisor.keyState') return keyState(input);
      return engine.call(method, input);
    },
    subscribe: (listener) => engine.subscribe(listener),
    setSecret: (baseUrl, key) => engine.setSecret(baseUrl, key),
    close: () => engine.close(),
  };
}
