import { AppError, toErrorData } from '#shared/errors.ts';
import type { HostApi } from '#shared/rpc/api.ts';
import { rpcContract, type RpcHandlers, type RpcMethod } from '#shared/rpc/contract.ts';
import type { EngineEvent } from '#shared/rpc/events.ts';
import { createFakeProjectHandlers } from './fake-host-projects.ts';
import { createFakeSetupHandlers } from './fake-host-setup.ts';

export type FakeHandlers = Partial<RpcHandlers>;
export interface FakeHostOptions {
  /** Answers that replace or add to the built-in ones. */
  readonly handlers?: FakeHandlers;
  /** Documents in the corpus. */
  readonly documents?: number;
}

/**
 * A HostApi with an in-memory engine for looking at screens and testing stores. Inputs and outputs are checked against
 * the contract, so the data on screen is data the real engine could send.
 */
export function createFakeHostApi(options: FakeHostOptions = {}): HostApi & {
  readonly emit: (event: EngineEvent) => void;
} {
  const listeners = new Set<(event: EngineEvent) => void>();
  const emit = (event: EngineEvent) => {
    for (const listener of listeners) listener(event);
  };
  const handlers: FakeHandlers = {
    ...createFakeProjectHandlers(emit, options.documents ?? 1204),
    ...createFakeSetupHandlers(emit),
    ...options.handlers,
  };
  const answer = async (method: RpcMethod, input: unknown): Promise<unknown> => {
    const handler = handlers[method] as ((input: unknown) => unknown) | undefined;
    if (handler === undefined) {
      throw new AppError('UNSUPPORTED', `The stand-in engine has no answer for ${method}.`);
    }
    return rpcContract[method].output.parse(await handler(rpcContract[method].input.parse(input)));
  };
  return {
    host: 'browser',
    call: async (method, input) => {
      try {
        return { ok: true, value: (await answer(method, input)) as never };
      } catch (error) {
        return { ok: false, error: toErrorData(error) };
      }
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    pickFiles: () => Promise.resolve([{ path: '/home/expert/notices.jsonl', name: 'notices.jsonl' }]),
    adoptFiles: (files) =>
      Promise.resolve(
        files.map((_, index) => ({ path: `/tmp/drop-${index}.jsonl`, name: `drop-${index}.jsonl` })),
      ),
    pickSavePath: (suggestedName) => Promise.resolve(`/home/expert/${suggestedName}`),
    reveal: () => Promise.resolve(),
    setProgress: () => undefined,
    notify: () => undefined,
    emit,
  };
}
