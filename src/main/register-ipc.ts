import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import type { z } from 'zod';
import { toErrorData } from '#shared/errors.ts';
import type { PickedFile } from '#shared/rpc/api.ts';
import { channels, type Channel } from '#shared/rpc/channels.ts';
import {
  callInput,
  notifyInput,
  pickFilesInput,
  pickSavePathInput,
  revealInput,
  setProgressInput,
  type PickFilesInput,
} from '#shared/rpc/shell.ts';
import { isTrustedSender } from './trusted-sender.ts';

/** What the shell does for the window; each answers one channel. */
export interface ShellActions {
  readonly call: (method: string, input: unknown) => Promise<unknown>;
  readonly pickFiles: (options: PickFilesInput) => Promise<readonly PickedFile[]>;
  readonly pickSavePath: (suggestedName: string) => Promise<string | null>;
  readonly reveal: (path: string) => void;
  readonly setProgress: (fraction: number | null) => void;
  readonly notify: (title: string, body: string) => void;
}

/**
 * The only place that listens to the window. Each message passes the same two gates first: it comes from the main frame
 * of our own page, and its input fits the channel's schema. A refused message does nothing and rejects at the sender.
 */
export function registerIpc(ipcMain: Pick<IpcMain, 'handle'>, actions: ShellActions): void {
  const on = <S extends z.ZodType>(
    channel: Channel,
    schema: S,
    action: (input: z.output<S>) => unknown,
  ): void => {
    ipcMain.handle(channel, (event: IpcMainInvokeEvent, input: unknown) => {
      if (!isTrustedSender(event)) throw new Error(`${channel}: refused, the sender is not the app's window`);
      const parsed = schema.safeParse(input);
      if (!parsed.success) throw new Error(`${channel}: refused, the input does not fit`);
      return action(parsed.data);
    });
  };

  on(channels.call, callInput, async ({ method, input }) => {
    try {
      return await actions.call(method, input);
    } catch (error) {
      return { ok: false, error: toErrorData(error) };
    }
  });
  on(channels.pickFiles, pickFilesInput, (options) => actions.pickFiles(options));
  on(channels.pickSavePath, pickSavePathInput, (name) => actions.pickSavePath(name));
  on(channels.reveal, revealInput, (path) => actions.reveal(path));
  on(channels.setProgress, setProgressInput, (fraction) => actions.setProgress(fraction));
  on(channels.notify, notifyInput, ({ title, body }) => actions.notify(title, body));
}
