import type { EngineClient } from '#host/engine-thread.ts';
import { rpcContract, type RpcOutput } from '#shared/rpc/contract.ts';
import type { KeyStore } from './key-store.ts';

type Reply = ReturnType<EngineClient['call']>;

/**
 * The engine client with the two key methods answered by the operating system's key store. The engine itself keeps a
 * key in memory only; the window sends a key once and only ever gets its last four characters back.
 */
export function engineWithKeyStore(engine: EngineClient, keys: KeyStore): EngineClient {
  let fromKeyStore = false;
  const loading = keys.load().then((key) => {
    if (key === null) return;
    fromKeyStore = true;
    engine.setSecret(key);
  });

  /** Whether a key the engine was given rests in the key store is known here only. */
  const keyState = async (): Reply => {
    const reply = await engine.call('supervisor.keyState', {});
    if (!reply.ok) return reply;
    const state = rpcContract['supervisor.keyState'].output.parse(reply.value);
    const given = state.source === 'session' || state.source === 'keystore';
    const shown: RpcOutput<'supervisor.keyState'> = given
      ? { ...state, source: fromKeyStore ? 'keystore' : 'session' }
      : state;
    return { ok: true, value: shown };
  };

  const setKey = async (input: unknown): Reply => {
    const parsed = rpcContract['supervisor.setKey'].input.safeParse(input);
    if (!parsed.success) return engine.call('supervisor.setKey', input); // the dispatcher words the refusal
    const key = parsed.data.key?.trim() ?? '';
    try {
      keys.remove();
      fromKeyStore = key !== '' && (await keys.save(key));
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
    engine.setSecret(key === '' ? null : key);
    return keyState();
  };

  return {
    call: async (method, input) => {
      // Whatever may need the key waits until the key store has answered at the start.
      if (/^(supervisor|run)\./.test(method)) await loading;
      if (method === 'supervisor.setKey') return setKey(input);
      if (method === 'supervisor.keyState') return keyState();
      return engine.call(method, input);
    },
    subscribe: (listener) => engine.subscribe(listener),
    setSecret: (key) => engine.setSecret(key),
    close: () => engine.close(),
  };
}
