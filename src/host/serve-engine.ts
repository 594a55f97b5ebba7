import type { Engine } from '#core/engine/engine.ts';
import { toErrorData } from '#shared/errors.ts';
import { createDispatcher } from './dispatcher.ts';
import type { FromEngine, ToEngine } from './engine-protocol.ts';

/** An engine that takes an API key from the shell's key store. */
export interface HostedEngine extends Engine {
  setSecret(baseUrl: string, key: string | null): void;
}

/** The part of a MessagePort that the engine thread uses. */
export interface EnginePort {
  postMessage(message: FromEngine): void;
  on(name: 'message', listener: (message: ToEngine) => void): unknown;
  close(): void;
}

/**
 * The engine's side of the thread border: creates the engine, answers calls, passes events on, closes on request.
 * Calls that arrive while the engine is being created wait for it.
 */
export function serveEngine(port: EnginePort, create: () => Promise<HostedEngine>): void {
  const post = (message: FromEngine): void => port.postMessage(message);
  const starting = create().then((engine) => {
    engine.subscribe((event) => post({ kind: 'event', event }));
    post({ kind: 'ready' });
    return { engine, dispatch: createDispatcher(engine.handlers) };
  });
  starting.catch((error: unknown) => {
    post({ kind: 'unusable', error: toErrorData(error) });
    port.close();
  });

  const handle = async (message: ToEngine): Promise<void> => {
    const { engine, dispatch } = await starting;
    switch (message.kind) {
      case 'call':
        post({ kind: 'reply', id: message.id, reply: await dispatch(message.method, message.input) });
        return;
      case 'secret':
        engine.setSecret(message.baseUrl, message.key);
        return;
      case 'close':
        await engine.close();
        post({ kind: 'closed' });
        port.close();
    }
  };
  port.on('message', (message) => {
    handle(message).catch((error: unknown) => {
      if (message.kind === 'call') {
        post({ kind: 'reply', id: message.id, reply: { ok: false, error: toErrorData(error) } });
      } else if (message.kind === 'close') {
        post({ kind: 'closed' });
        port.close();
      }
    });
  });
}
