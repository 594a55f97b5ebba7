import type { Engine } from '#core/engine/engine.ts';
import { AppError } from '#shared/errors.ts';
import { rpcContract, type RpcHandlers } from '#shared/rpc/contract.ts';
import type { EngineEvent } from '#shared/rpc/events.ts';

export interface StubEngine extends Engine {
  /** Methods whose handler was reached, in order. */
  readonly called: readonly string[];
  emit(event: EngineEvent): void;
}

/** An engine without a store: every handler records the call and fails, but for those a test gives. */
export function createStubEngine(handlers: Partial<RpcHandlers> = {}): StubEngine {
  const called: string[] = [];
  const listeners = new Set<(event: EngineEvent) => void>();
  const all = Object.fromEntries(
    Object.keys(rpcContract).map((method) => {
      const given = handlers[method as keyof RpcHandlers] as ((input: unknown) => unknown) | undefined;
      return [
        method,
        (input: unknown) => {
          called.push(method);
          if (given === undefined) throw new AppError('UNSUPPORTED', `the stub engine has no ${method}`);
          return given(input);
        },
      ];
    }),
  );
  return {
    handlers: all as unknown as RpcHandlers,
    called,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    emit(event) {
      for (const listener of listeners) listener(event);
    },
    close: () => Promise.resolve(),
  };
}
