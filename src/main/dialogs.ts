import type { BrowserWindow, Dialog } from 'electron';
import { basename } from 'node:path';
import type { PickedFile } from '#shared/rpc/api.ts';
import type { PickFilesInput } from '#shared/rpc/shell.ts';

/** Native open dialog; empty when the user cancels. */
export async function pickFiles(
  dialog: Pick<Dialog, 'showOpenDialog'>,
  window: BrowserWindow,
  { folder, multiple, extensions }: PickFilesInput,
): Promise<readonly PickedFile[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    properties: [
      folder === true ? 'openDirectory' : 'openFile',
      ...(multiple === true ? (['multiSelections'] as const) : []),
    ],
    ...(folder === true || extensions === undefined || extensions.length === 0
      ? {}
      : {
          filters: [
            { name: extensions.map((extension) => `*.${extension}`).join(', '), extensions: [...extensions] },
            { name: '*.*', extensions: ['*'] },
          ],
        }),
  });
  return canceled ? [] : filePaths.map((path) => ({ path, name: basename(path) }));
}

/** Native save dialog, which itself asks before a file is replaced; null when the user cancels. */
export async function pickSavePath(
  dialog: Pick<Dialog, 'showSaveDialog'>,
  window: BrowserWindow,
  suggestedName: string,
): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: suggestedName,
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  return canceled || filePath === '' ? null : filePath;
}
