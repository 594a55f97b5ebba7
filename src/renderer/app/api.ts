import { AppError } from '#shared/errors.ts';
import type { HostApi } from '#shared/rpc/api.ts';
import type { RpcInput, RpcMethod, RpcOutput } from '#shared/rpc/contract.ts';

declare global {
  interface Window {
    /** Put there by the preload script (desktop) or by the browser host's entry. */
    api?: HostApi;
  }
}

/** The host as the screens use it: a failed call throws an AppError. */
export interface Api extends Omit<HostApi, 'call'> {
  call<M extends RpcMethod>(method: M, input: RpcInput<M>): Promise<RpcOutput<M>>;
}

export function createApi(host: HostApi): Api {
  return {
    host: host.host,
    call: async (method, input) => {
      const reply = await host.call(method, input);
      if (!reply.ok) throw AppError.fromData(reply.error);
      return reply.value;
    },
    subscribe: (listener) => host.subscribe(listener),
    pickFiles: (options) => host.pickFiles(options),
    adoptFiles: (files) => host.adoptFiles(files),
    pickSavePath: (suggestedName) => host.pickSavePath(suggestedName),
    reveal: (path) => host.reveal(path),
    setProgress: (fraction) => host.setProgress(fraction),
    notify: (title, body) => host.notify(title, body),
  };
}
