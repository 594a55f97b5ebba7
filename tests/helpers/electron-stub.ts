import { Buffer } from 'node:buffer';
import { EventEmitter } from 'node:events';
import { registerHooks } from 'node:module';
import { channels } from '#shared/rpc/channels.ts';

/**
 * Enough of `electron` to run the real out/main without the Electron binary. It records what the shell asks for; a
 * member it doesn't know throws, so that new use of Electron can't slip past the tests.
 */
function strict<T extends object>(name: string, members: T): T {
  return new Proxy(members, {
    get(target, key, receiver) {
      if (typeof key === 'string' && key !== 'then' && !(key in target)) {
        throw new Error(`electron stub: ${name}.${key} is not known`);
      }
      return Reflect.get(target, key, receiver) as unknown;
    },
  });
}

export interface StubContents extends EventEmitter {
  send: (channel: string, message: unknown) => void;
  setWindowOpenHandler: (handler: (details: { url: string }) => { action: string }) => void;
  openHandler: ((details: { url: string }) => { action: string }) | null;
}

export class StubWindow extends EventEmitter {
  readonly options: Record<string, unknown>;
  readonly webContents: StubContents;
  readonly sent: { channel: string; message: unknown }[] = [];
  readonly urls: string[] = [];
  readonly calls: string[] = [];
  progress: number | null = null;
  bounds = { x: 10, y: 20, width: 1300, height: 900 };
  maximized = false;
  minimized = false;
  focused = false;

  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
    const contents = new EventEmitter() as StubContents;
    contents.openHandler = null;
    contents.send = (channel, message) => {
      const copy: unknown = structuredClone(message);
      this.sent.push({ channel, message: copy });
      contents.emit('stub-sent', channel, copy);
    };
    contents.setWindowOpenHandler = (handler) => (contents.openHandler = handler);
    this.webContents = contents;
  }
  loadURL(url: string): Promise<void> {
    this.urls.push(url);
    return Promise.resolve();
  }
  show(): void {
    this.calls.push('show');
  }
  focus(): void {
    this.calls.push('focus');
  }
  restore(): void {
    this.calls.push('restore');
  }
  maximize(): void {
    this.maximized = true;
  }
  isMaximized(): boolean {
    return this.maximized;
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  isFocused(): boolean {
    return this.focused;
  }
  getNormalBounds(): typeof this.bounds {
    return this.bounds;
  }
  setProgressBar(fraction: number): void {
    this.progress = fraction;
  }
}

export interface StubFrame {
  readonly url: string;
  readonly parent: object | null;
}

type Callback = (...args: never[]) => unknown;

export interface StubOptions {
  readonly userData: string;
  /** False: another instance runs already. */
  readonly lock?: boolean;
  /** What safeStorage says it stands on. */
  readonly storageBackend?: string;
  /** True: as in an installed app; `process.resourcesPath` is the caller's to set. */
  readonly isPackaged?: boolean;
}

export interface ElectronStub {
  readonly module: Readonly<Record<string, unknown>>;
  readonly app: EventEmitter;
  readonly windows: StubWindow[];
  readonly schemes: unknown[];
  readonly protocolHandlers: Map<string, (request: Request) => Promise<Response>>;
  readonly session: Record<string, Callback>;
  readonly openedExternally: string[];
  readonly shownInFolder: string[];
  readonly notifications: { title: string; body: string }[];
  readonly blockers: Set<number>;
  readonly dialogResults: { open: unknown; save: unknown };
  readonly log: string[];
  menu: unknown;
  /** A message from the window, copied like real IPC copies it. */
  invoke(channel: string, input: unknown, frame?: StubFrame | null): Promise<unknown>;
}

export const ownFrame: StubFrame = { url: 'app://diziner/index.html', parent: null };

export function createElectronStub({
  userData,
  lock = true,
  storageBackend = 'gnome_libsecret',
  isPackaged = false,
}: StubOptions): ElectronStub {
  const log: string[] = [];
  const windows: StubWindow[] = [];
  const ipc = new Map<string, (event: unknown, input: unknown) => unknown>();
  const session: Record<string, Callback> = {};
  const blockers = new Set<number>();
  const notifications: { title: string; body: string }[] = [];
  const openedExternally: string[] = [];
  const shownInFolder: string[] = [];
  const schemes: unknown[] = [];
  const protocolHandlers = new Map<string, (request: Request) => Promise<Response>>();
  const dialogResults = {
    open: { canceled: true, filePaths: [] as string[] },
    save: { canceled: true, filePath: '' },
  };
  let blockerId = 0;

  const app = Object.assign(new EventEmitter(), {
    isPackaged,
    requestSingleInstanceLock: () => lock,
    quit: () => void log.push('quit'),
    whenReady: () => Promise.resolve(),
    enableSandbox: () => void log.push('enableSandbox'),
    getPath: (name: string) => {
      if (name !== 'userData') throw new Error(`electron stub: path ${name}`);
      return userData;
    },
    setPath: (name: string) => void log.push(`setPath ${name}`),
    commandLine: { hasSwitch: (name: string) => name === 'user-data-dir' },
    getVersion: () => '0.0.0-stub',
    setAppUserModelId: (id: string) => void log.push(`appUserModelId ${id}`),
  });

  class BrowserWindow extends StubWindow {
    constructor(options: Record<string, unknown>) {
      super(options);
      windows.push(this);
      app.emit('web-contents-created', {}, this.webContents);
    }
  }

  class Notification extends EventEmitter {
    readonly text: { title: string; body: string };
    static isSupported = () => true;
    constructor(text: { title: string; body: string }) {
      super();
      this.text = text;
    }
    show(): void {
      notifications.push(this.text);
    }
  }

  const stub: ElectronStub = {
    app,
    windows,
    schemes,
    protocolHandlers,
    session,
    openedExternally,
    shownInFolder,
    notifications,
    blockers,
    dialogResults,
    log,
    menu: null,
    async invoke(channel, input, frame = ownFrame) {
      const handler = ipc.get(channel);
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
      return structuredClone(await handler({ senderFrame: frame }, structuredClone(input)));
    },
    module: {
      app: strict('app', app),
      BrowserWindow,
      Notification,
      Menu: strict('Menu', {
        buildFromTemplate: (template: unknown) => template,
        setApplicationMenu: (menu: unknown) => (stub.menu = menu),
      }),
      dialog: strict('dialog', {
        showOpenDialog: async () => dialogResults.open,
        showSaveDialog: async () => dialogResults.save,
      }),
      ipcMain: strict('ipcMain', {
        handle: (channel: string, handler: (event: unknown, input: unknown) => unknown) => {
          if (ipc.has(channel)) throw new Error(`second handler for '${channel}'`);
          ipc.set(channel, handler);
        },
      }),
      powerSaveBlocker: strict('powerSaveBlocker', {
        start: (kind: string) => {
          log.push(`awake ${kind}`);
          blockers.add(++blockerId);
          return blockerId;
        },
        stop: (id: number) => blockers.delete(id),
      }),
      protocol: strict('protocol', {
        registerSchemesAsPrivileged: (list: unknown[]) => void schemes.push(...list),
        handle: (scheme: string, handler: (request: Request) => Promise<Response>) =>
          void protocolHandlers.set(scheme, handler),
      }),
      safeStorage: strict('safeStorage', {
        isAsyncEncryptionAvailable: async () => true,
        getSelectedStorageBackend: () => storageBackend,
        // Not encryption: enough to tell ciphertext from plain text in a file.
        encryptStringAsync: async (text: string) => Buffer.from(text).reverse(),
        decryptStringAsync: async (bytes: Buffer) => ({
          result: Buffer.from(bytes).reverse().toString(),
          shouldReEncrypt: false,
        }),
      }),
      screen: strict('screen', {
        getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }],
      }),
      session: strict('session', {
        defaultSession: strict('session.defaultSession', {
          setPermissionRequestHandler: (handler: Callback) => void (session['permissionRequest'] = handler),
          setPermissionCheckHandler: (handler: Callback) => void (session['permissionCheck'] = handler),
          setDevicePermissionHandler: (handler: Callback) => void (session['devicePermission'] = handler),
          webRequest: strict('webRequest', {
            onBeforeRequest: (handler: Callback) => void (session['beforeRequest'] = handler),
          }),
        }),
      }),
      shell: strict('shell', {
        openExternal: async (url: string) => void openedExternally.push(url),
        showItemInFolder: (path: string) => void shownInFolder.push(path),
      }),
    },
  };
  return stub;
}

let installed = 0;

/**
 * From now on whoever newly imports `electron` in this process gets this stub (plain Node imports only, see
 * native-import.cjs). Returns what undoes it.
 */
export function installElectronStub(stub: ElectronStub): () => void {
  installed += 1;
  const url = `electron-stub:${String(installed)}`;
  const slot = `__electronStub${String(installed)}`;
  (globalThis as Record<string, unknown>)[slot] = stub.module;
  const source = `export const { ${Object.keys(stub.module).join(', ')} } = globalThis.${slot};`;
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron' ? { url, shortCircuit: true, format: 'module' } : next(specifier, context),
    load: (asked, context, next) =>
      asked === url ? { format: 'module', shortCircuit: true, source } : next(asked, context),
  });
  return () => hooks.deregister();
}

/** True for messages the window gets as engine events. */
export function isEventMessage(entry: { readonly channel: string }): boolean {
  return entry.channel === channels.event;
}
