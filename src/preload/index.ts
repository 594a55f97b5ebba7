import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { HostApi, PickedFile, RpcReply } from '#shared/rpc/api.ts';
import { channels } from '#shared/rpc/channels.ts';
import type { RpcMethod } from '#shared/rpc/contract.ts';
import type { EngineEvent } from '#shared/rpc/events.ts';

// Runs in the sandbox: no Node, one CommonJS file, nothing required but electron. The page gets these functions and
// never ipcRenderer itself; Electron's event object stays on this side.
const api: HostApi = {
  host: 'desktop',
  call: async <M extends RpcMethod>(method: M, input: unknown) =>
    (await ipcRenderer.invoke(channels.call, { method, input })) as RpcReply<M>,
  subscribe: (listener) => {
    const forward = (_event: unknown, message: EngineEvent): void => listener(message);
    ipcRenderer.on(channels.event, forward);
    return () => void ipcRenderer.removeListener(channels.event, forward);
  },
  pickFiles: async (options) =>
    (await ipcRenderer.invoke(channels.pickFiles, options)) as readonly PickedFile[],
  adoptFiles: async (files) =>
    files
      .map((file) => ({ path: webUtils.getPathForFile(file as File), name: (file as File).name }))
      .filter(({ path }) => path !== ''), // a file made by script has no path
  pickSavePath: async (suggestedName) =>
    (await ipcRenderer.invoke(channels.pickSavePath, suggestedName)) as string | null,
  reveal: async (path) => {
    await ipcRenderer.invoke(channels.reveal, path);
  },
  setProgress: (fraction) => void ipcRenderer.invoke(channels.setProgress, fraction),
  notify: (title, body) => void ipcRenderer.invoke(channels.notify, { title, body }),
};

contextBridge.exposeInMainWorld('api', api);
