import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import type { HostApi } from '#shared/rpc/api.ts';
import type { ElectronStub } from './electron-stub.ts';

/**
 * Runs the built preload as the sandbox does: a fresh context without Node's globals, whose `require` knows `electron`
 * only. Calls go to the stub's main process; everything that crosses is copied.
 */
export function runPreload(
  file: string,
  stub: ElectronStub,
): { readonly api: HostApi; readonly keys: string[] } {
  const exposed: Record<string, unknown> = {};
  const window = stub.windows[0];
  const electron = {
    contextBridge: { exposeInMainWorld: (key: string, api: unknown) => void (exposed[key] = api) },
    ipcRenderer: {
      invoke: (channel: string, input: unknown) => stub.invoke(channel, input),
      on: (channel: string, listener: (event: unknown, message: unknown) => void) =>
        window?.webContents.on(`to-page ${channel}`, listener),
      removeListener: (channel: string, listener: (event: unknown, message: unknown) => void) =>
        window?.webContents.removeListener(`to-page ${channel}`, listener),
    },
    webUtils: { getPathForFile: (file: { path?: string }) => file.path ?? '' },
  };
  window?.webContents.on('stub-sent', (channel: string, message: unknown) =>
    window.webContents.emit(`to-page ${channel}`, { sender: 'kept from the page' }, message),
  );
  const requireOnlyElectron = (name: string): unknown => {
    if (name !== 'electron') throw new Error(`module not found: ${name}`);
    return electron;
  };
  const context = vm.createContext({}); // no process, Buffer, require, module, global
  const wrapped = vm.runInContext(
    `(function (require, exports, module) {${readFileSync(file, 'utf8')}\n})`,
    context,
    {
      filename: file,
    },
  ) as (require: (name: string) => unknown, exports: object, module: object) => void;
  wrapped(requireOnlyElectron, {}, { exports: {} });
  return { api: exposed['api'] as HostApi, keys: Object.keys(exposed) };
}
