import { Worker } from 'node:worker_threads';
import { workerFile } from '#core/engine/worker-file.ts';
import type { ErrorData } from '#shared/errors.ts';
import type { EngineEvent } from '#shared/rpc/events.ts';
import type { DispatchReply } from './dispatcher.ts';
import type { EngineOptions, FromEngine, ToEngine } from './engine-protocol.ts';

/** The engine as hosts see it: calls by name, events, an end. */
export interface EngineClient {
  /** Never rejects: a crash of the engine answers with a typed error. */
  call(method: string, input: unknown): Promise<DispatchReply>;
  /** Returns a function that ends the subscription. */
  subscribe(listener: (event: EngineEvent) => void): () => void;
  /** Hands the API key of a server to the engine (memory only); survives a restart of the thread. */
  setSecret(baseUrl: string, key: string | null): void;
  close(): Promise<void>;
}

export interface EngineThreadOptions {
  /** Another worker file; tests use a scripted engine. */
  readonly workerUrl?: URL;
  /** How long a closing engine may take before its thread is ended, in milliseconds. */
  readonly closeTimeoutMs?: number;
}

const crashed: ErrorData = {
  code: 'INTERNAL',
  message: 'The engine stopped unexpectedly while this was running.',
  action: 'Try again: finished work is stored, and the engine has been started anew.',
};
const gone: ErrorData = { code: 'CANCELLED', message: 'DiZiNER is closing.' };

/**
 * Runs the engine in a worker thread. If the thread crashes, every call in flight gets a typed error and a new thread
 * is started once; a thread that lived for a minute has earned another restart.
 */
export function startEngineThread(options: EngineOptions, extra: EngineThreadOptions = {}): EngineClient {
  const workerUrl = extra.workerUrl ?? workerFile('engine-worker', import.meta.url);
  const closeTimeoutMs = extra.closeTimeoutMs ?? 10_000;
  const pending = new Map<number, (reply: DispatchReply) => void>();
  const listeners = new Set<(event: EngineEvent) => void>();
  let nextId = 1;
  const secrets = new Map<string, string | null>();
  let closing = false;
  let unusable: ErrorData | null = null;
  let restarts = 0;
  let worker = spawn();

  function spawn(): Worker {
    const started = Date.now();
    let failure: unknown = null;
    const thread = new Worker(workerUrl, { workerData: options, name: 'engine' });
    thread.on('message', receive);
    thread.on('error', (error: unknown) => {
      failure = error;
    });
    thread.once('exit', () => {
      if (thread !== worker || closing) return;
      const detail = failure instanceof Error ? { detail: `${failure.name}: ${failure.message}` } : {};
      answerAll(unusable ?? { ...crashed, ...detail });
      if (unusable !== null) return;
      if (Date.now() - started >= 60_000) restarts = 0;
      if (restarts >= 1) {
        unusable = { ...crashed, action: 'Restart DiZiNER; your project is safe.', ...detail };
        return;
      }
      restarts += 1;
      worker = spawn();
      for (const [baseUrl, key] of secrets) post({ kind: 'secret', baseUrl, key });
      // Whoever shows state of the old engine reads it again.
      emit({ kind: 'projects-change' });
      emit({ kind: 'settings-change' });
    });
    return thread;
  }

  function post(message: ToEngine): void {
    worker.postMessage(message);
  }
  function emit(event: EngineEvent): void {
    for (const listener of listeners) listener(event);
  }
  function answerAll(error: ErrorData): void {
    const waiting = [...pending.values()];
    pending.clear();
    for (const resolve of waiting) resolve({ ok: false, error });
  }
  function receive(message: FromEngine): void {
    if (message.kind === 'event') emit(message.event);
    else if (message.kind === 'unusable') {
      unusable = message.error;
      answerAll(unusable);
      void worker.terminate();
    } else if (message.kind === 'reply') {
      pending.get(message.id)?.(message.reply);
      pending.delete(message.id);
    }
  }

  return {
    call(method, input) {
      if (closing) return Promise.resolve({ ok: false, error: gone });
      if (unusable !== null) return Promise.resolve({ ok: false, error: unusable });
      const id = nextId++;
      return new Promise((resolve) => {
        pending.set(id, resolve);
        try {
          post({ kind: 'call', id, method, input });
        } catch {
          pending.delete(id);
          resolve({
            ok: false,
            error: {
              code: 'INVALID_ARGUMENT',
              message: `The input of ${method.slice(0, 80)} is not plain data.`,
            },
          });
        }
      });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    setSecret(baseUrl, key) {
      secrets.set(baseUrl, key);
      if (!closing && unusable === null) post({ kind: 'secret', baseUrl, key });
    },
    async close() {
      if (closing) return;
      closing = true;
      const thread = worker;
      const exited = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
      if (unusable === null) thread.postMessage({ kind: 'close' } satisfies ToEngine);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, closeTimeoutMs)));
      if (unusable === null) await Promise.race([exited, late]);
      clearTimeout(timer);
      await thread.terminate();
      answerAll(gone);
      listeners.clear();
    },
  };
}
