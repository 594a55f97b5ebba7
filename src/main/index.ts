import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  Notification,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
} from 'electron';
import { join, resolve } from 'node:path';
import { listAssets } from '#host/assets.ts';
import { securityHeaders } from '#host/csp.ts';
import { startEngineThread, type EngineClient } from '#host/engine-thread.ts';
import { environmentKeys } from '#host/environment-keys.ts';
import { channels } from '#shared/rpc/channels.ts';
import { createActivityTracker, createAwakeSwitch } from './activity.ts';
import { registerAppScheme, serveRenderer } from './app-protocol.ts';
import { bundledOllamaDir } from './bundled-ollama.ts';
import { chooseDataFolders } from './data-folders.ts';
import { pickFiles, pickSavePath } from './dialogs.ts';
import { engineWithKeyStore } from './engine-with-key-store.ts';
import { createKeyStore } from './key-store.ts';
import { openMainWindow } from './main-window.ts';
import { menuTemplate } from './menu.ts';
import { registerIpc } from './register-ipc.ts';
import { reveal } from './reveal.ts';
import { claimSingleInstance } from './single-instance.ts';
import { denyForeignRequests, denyNavigation, denyPermissions } from './web-security.ts';
import { loadWindowState, saveWindowState } from './window-state.ts';

// The shell, top to bottom in the order things happen. Each step is a file of its own beside this one.
const appDir = resolve(import.meta.dirname, '../..'); // this file is out/main/index.js
const { userData, dataDir } = chooseDataFolders(app, process.env);

let window: BrowserWindow | null = null;
let engine: EngineClient | null = null;

registerAppScheme(protocol);
app.enableSandbox();
app.setAppUserModelId('org.diziner.desktop'); // Windows shows notifications under this name
const openExternal = (address: string) => shell.openExternal(address);
denyNavigation(app, openExternal);

if (claimSingleInstance(app, () => window)) {
  void app.whenReady().then(start);
  app.on('window-all-closed', () => app.quit());
  closeEngineBeforeQuit();
}

function start(): void {
  denyPermissions(session.defaultSession);
  denyForeignRequests(session.defaultSession);
  serveRenderer(protocol, listAssets(join(appDir, 'out/renderer')), securityHeaders());
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuTemplate(process.platform, app.isPackaged, (url) => void openExternal(url))),
  );
  engine = engineWithKeyStore(
    startEngineThread({
      dataDir,
      resourcesDir: join(appDir, 'resources'),
      ollamaDir: bundledOllamaDir(app.isPackaged, process.resourcesPath, appDir),
      host: 'desktop',
      appVersion: app.getVersion(),
      env: environmentKeys(),
    }),
    createKeyStore(safeStorage, join(userData, 'supervisor-key.bin'), process.platform),
  );
  followActivity(engine);
  answerWindow(engine);
  showWindow();
}

function showWindow(): void {
  const stateFile = join(userData, 'window.json');
  const opened = openMainWindow({
    create: (options) => new BrowserWindow(options),
    preload: join(appDir, 'out/preload/index.cjs'),
    icon: join(appDir, 'resources/icons/icon.png'),
    state: loadWindowState(
      stateFile,
      screen.getAllDisplays().map((display) => display.workArea),
    ),
    save: (state) => saveWindowState(stateFile, state),
  });
  opened.on('closed', () => {
    window = null;
  });
  window = opened;
}

function answerWindow(client: EngineClient): void {
  registerIpc(ipcMain, {
    call: (method, input) => client.call(method, input),
    pickFiles: async (options) => (window === null ? [] : pickFiles(dialog, window, options)),
    pickSavePath: async (name) => (window === null ? null : pickSavePath(dialog, window, name)),
    reveal: (path) => reveal(shell, path),
    setProgress,
    notify,
  });
}

/** Events go to the window; long work keeps the computer awake and moves the taskbar. */
function followActivity(client: EngineClient): void {
  const track = createActivityTracker();
  const keepAwake = createAwakeSwitch(powerSaveBlocker);
  client.subscribe((event) => {
    window?.webContents.send(channels.event, event);
    const { busy, progress } = track(event);
    keepAwake(busy);
    if (event.kind === 'run-change' || event.kind === 'label-change') setProgress(progress);
  });
}

function setProgress(fraction: number | null): void {
  window?.setProgressBar(fraction ?? -1);
}

/** Only while the user looks elsewhere. */
function notify(title: string, body: string): void {
  if (window?.isFocused() === true || !Notification.isSupported()) return;
  const notification = new Notification({ title, body });
  notification.on('click', () => window?.show());
  notification.show();
}

/** Quitting waits until running transactions have ended and every project file is closed. */
function closeEngineBeforeQuit(): void {
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed || engine === null) return;
    event.preventDefault();
    void engine.close().finally(() => {
      closed = true;
      app.quit();
    });
  });
}
