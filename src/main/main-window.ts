import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron';
import { appUrl } from './app-protocol.ts';
import type { WindowState } from './window-state.ts';

/** The whole attack surface of the window in one place; docs/security.md refers to it point by point. */
export function windowOptions(
  preload: string,
  icon: string,
  state: WindowState | null,
): BrowserWindowConstructorOptions {
  return {
    width: state?.width ?? 1280,
    height: state?.height ?? 800,
    ...(state === null ? {} : { x: state.x, y: state.y }),
    minWidth: 1024,
    minHeight: 640,
    show: false, // until the first paint, so that no white flash is seen
    title: 'DiZiNER',
    icon,
    backgroundColor: '#14324a',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false, // would fetch dictionaries from the network
    },
  };
}

export interface MainWindowParts {
  readonly create: (options: BrowserWindowConstructorOptions) => BrowserWindow;
  readonly preload: string;
  readonly icon: string;
  readonly state: WindowState | null;
  readonly save: (state: WindowState) => void;
}

export function openMainWindow({ create, preload, icon, state, save }: MainWindowParts): BrowserWindow {
  const window = create(windowOptions(preload, icon, state));
  if (state?.maximized === true) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    // Normal bounds: what the window returns to when it is no longer maximised.
    save({ ...window.getNormalBounds(), maximized: window.isMaximized() });
  });
  void window.loadURL(appUrl);
  return window;
}
