import type { MenuItemConstructorOptions } from 'electron';

/**
 * The native menu. Undo and redo belong to the page (they act on the project, not on a text field), so no accelerator
 * of the menu takes Ctrl+Z away from it. Developer tools are offered in a checkout only.
 */
export function menuTemplate(
  platform: NodeJS.Platform,
  isPackaged: boolean,
  openExternal: (address: string) => void,
): MenuItemConstructorOptions[] {
  return [
    ...(platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    { label: '&File', submenu: [platform === 'darwin' ? { role: 'close' } : { role: 'quit' }] },
    {
      label: '&Edit',
      submenu: [
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { type: 'separator' },
        { role: 'selectAll' },
      ],
    },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(isPackaged ? [] : ([{ role: 'reload' }, { role: 'toggleDevTools' }] as const)),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [{ label: 'Get Ollama', click: () => openExternal('https://ollama.com/download') }],
    },
  ];
}
