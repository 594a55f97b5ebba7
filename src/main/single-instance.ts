import type { App, BrowserWindow } from 'electron';

/**
 * One process per user: two would write to the same stores. The second start hands over and ends; the first one comes
 * to the front.
 * @returns false in the process that has to quit
 */
export function claimSingleInstance(
  app: Pick<App, 'requestSingleInstanceLock' | 'on' | 'quit'>,
  window: () => BrowserWindow | null,
): boolean {
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return false;
  }
  app.on('second-instance', () => {
    const current = window();
    if (current === null) return;
    if (current.isMinimized()) current.restore();
    current.show();
    current.focus();
  });
  return true;
}
