import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { RpcReply } from '#shared/rpc/api.ts';
import { channels } from '#shared/rpc/channels.ts';
import { isEventMessage, ownFrame } from '../helpers/electron-stub.ts';
import { ensureBuild, projectDir } from '../helpers/ensure-build.ts';
import { runPreload } from '../helpers/run-preload.ts';
import { startShell, type StartedShell } from '../helpers/start-shell.ts';

const preloadFile = join(projectDir, 'out/preload/index.cjs');

async function withWindow(options: Parameters<typeof startShell>[0] = {}): Promise<StartedShell> {
  const shell = await startShell(options);
  await vi.waitFor(() => expect(shell.stub.windows).toHaveLength(1));
  return shell;
}
const call = async (shell: StartedShell, method: string, input: unknown) =>
  (await shell.stub.invoke(channels.call, { method, input })) as RpcReply<'projects.list'>;

beforeAll(() => ensureBuild(), 300_000);

describe('the built shell, with Electron stubbed', () => {
  let shell: StartedShell;
  beforeAll(async () => {
    shell = await withWindow();
    return () => shell.quit();
  }, 300_000);

  it('opens one isolated, sandboxed window on its own origin', () => {
    const window = shell.stub.windows[0]!;
    expect(window.urls).toEqual(['app://diziner/index.html']);
    expect(window.options['webPreferences']).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
    expect(shell.stub.log).toContain('enableSandbox');
  });

  it('names a preload and an icon that exist', () => {
    const options = shell.stub.windows[0]!.options;
    expect(existsSync((options['webPreferences'] as { preload: string }).preload)).toBe(true);
    expect(existsSync(options['icon'] as string)).toBe(true);
  });

  it('serves the built page under the strict policy, and every file it refers to', async () => {
    const handler = shell.stub.protocolHandlers.get('app')!;
    const page = await handler(new Request('app://diziner/index.html'));
    const html = await page.text();
    const policy = page.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe-eval');
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
    const files = [...html.matchAll(/(?:src|href)="([^"#]+)"/g)].map((match) => match[1]!);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const answer = await handler(new Request(new URL(file, 'app://diziner/index.html')));
      expect([file, answer.status]).toEqual([file, 200]);
    }
  });

  it('denies every permission and every request that leaves the app', () => {
    const { session } = shell.stub;
    const answers: boolean[] = [];
    const request = session['permissionRequest'] as unknown as (
      contents: null,
      permission: string,
      answer: (granted: boolean) => void,
      details: { requestingUrl: string },
    ) => void;
    request(null, 'media', (granted) => answers.push(granted), { requestingUrl: ownFrame.url });
    expect(answers).toEqual([false]);
    const check = session['permissionCheck'] as unknown as (c: null, name: string, origin: string) => boolean;
    expect(check(null, 'geolocation', 'app://diziner')).toBe(false);
    expect(session['devicePermission']!()).toBe(false);
    const cancelled: boolean[] = [];
    const before = session['beforeRequest'] as unknown as (
      details: { url: string },
      callback: (answer: { cancel: boolean }) => void,
    ) => void;
    for (const url of ['app://diziner/index.html', 'https://example.org/', 'file:///etc/passwd']) {
      before({ url }, ({ cancel }) => cancelled.push(cancel));
    }
    expect(cancelled).toEqual([false, true, true]);
  });

  it('denies navigation, webviews and new windows', () => {
    const contents = shell.stub.windows[0]!.webContents;
    for (const name of ['will-navigate', 'will-redirect', 'will-frame-navigate', 'will-attach-webview']) {
      let prevented = false;
      contents.emit(name, { preventDefault: () => (prevented = true) });
      expect([name, prevented]).toEqual([name, true]);
    }
    expect(contents.openHandler!({ url: 'https://example.org/' })).toEqual({ action: 'deny' });
    expect(shell.stub.openedExternally).toEqual([]);
  });

  it('answers no frame but the main frame of its own page', async () => {
    for (const frame of [null, { url: 'https://evil.example/', parent: null }, { ...ownFrame, parent: {} }]) {
      await expect(
        shell.stub.invoke(channels.call, { method: 'projects.list', input: {} }, frame),
      ).rejects.toThrow(/refused/);
    }
  });

  it('starts the real engine in its worker thread and answers a call', async () => {
    expect(await call(shell, 'projects.list', {})).toEqual({ ok: true, value: [] });
  });

  it('answers a call that is not in the contract, or does not fit it, with a typed error', async () => {
    expect(await call(shell, 'process.exit', {})).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    expect(await call(shell, 'projects.rename', { projectId: 7 })).toMatchObject({
      ok: false,
      error: { code: 'INVALID_ARGUMENT' },
    });
  });

  it('sends engine events to the window', async () => {
    const settings = { settings: { theme: 'dark' } };
    expect(await call(shell, 'settings.set', settings)).toMatchObject({ ok: true });
    await vi.waitFor(() => expect(shell.stub.windows[0]!.sent.some(isEventMessage)).toBe(true));
  });

  it('keeps the API key in the key store of the system, encrypted, and gives back its last four characters', async () => {
    const reply = await call(shell, 'supervisor.setKey', { key: 'sk-stub-key-5678' });
    expect(reply).toEqual({ ok: true, value: { source: 'keystore', hint: '5678' } });
    const files = readdirSync(shell.userData, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    for (const entry of files) {
      const content = readFileSync(join(entry.parentPath, entry.name), 'latin1');
      expect([entry.name, content.includes('sk-stub-key')]).toEqual([entry.name, false]);
    }
    expect(files.map((entry) => entry.name)).toContain('supervisor-key.bin');
  });

  it('gives dialogs back as files and nothing when cancelled', async () => {
    const { stub } = shell;
    expect(await stub.invoke(channels.pickFiles, {})).toEqual([]);
    Object.assign(stub.dialogResults, {
      open: { canceled: false, filePaths: [join(shell.userData, 'a.jsonl')] },
      save: { canceled: false, filePath: join(shell.userData, 'out.csv') },
    });
    expect(await stub.invoke(channels.pickFiles, { multiple: true, extensions: ['jsonl'] })).toEqual([
      { path: join(shell.userData, 'a.jsonl'), name: 'a.jsonl' },
    ]);
    expect(await stub.invoke(channels.pickSavePath, 'out.csv')).toBe(join(shell.userData, 'out.csv'));
  });

  it('shows progress in the taskbar and notifications on request', async () => {
    const { stub } = shell;
    await stub.invoke(channels.setProgress, 0.4);
    expect(stub.windows[0]!.progress).toBe(0.4);
    await stub.invoke(channels.setProgress, null);
    expect(stub.windows[0]!.progress).toBe(-1);
    await stub.invoke(channels.notify, { title: 'Done', body: 'All labelled.' });
    expect(stub.notifications).toContainEqual({ title: 'Done', body: 'All labelled.' });
  });

  it('reveals a file that is there and nothing else', async () => {
    const { stub } = shell;
    await stub.invoke(channels.reveal, 'relative.txt');
    await stub.invoke(channels.reveal, join(shell.userData, 'missing.txt'));
    expect(stub.shownInFolder).toEqual([]);
    const real = join(shell.userData, 'supervisor-key.bin');
    await stub.invoke(channels.reveal, real);
    expect(stub.shownInFolder).toEqual([real]);
  });
});

describe('starts and stops', () => {
  it('quits at once, without a window, where another instance runs', async () => {
    const { stub } = await startShell({ lock: false });
    expect(stub.log).toContain('quit');
    expect(stub.windows).toEqual([]);
    expect(stub.app.listenerCount('window-all-closed')).toBe(0);
  });

  it('restores the window where it was', async () => {
    const first = await withWindow();
    first.stub.windows[0]!.bounds = { x: 200, y: 100, width: 1100, height: 700 };
    first.stub.windows[0]!.emit('close');
    await first.quit();
    const second = await withWindow({ userData: first.userData });
    expect(second.stub.windows[0]!.options).toMatchObject({ x: 200, y: 100, width: 1100, height: 700 });
    await second.quit();
  });

  it('remembers the key between starts, and keeps nothing where Linux offers plain text only', async () => {
    const first = await withWindow();
    await call(first, 'supervisor.setKey', { key: 'sk-stub-key-5678' });
    await first.quit();
    const second = await withWindow({ userData: first.userData });
    expect(await call(second, 'supervisor.keyState', {})).toEqual({
      ok: true,
      value: { source: 'keystore', hint: '5678' },
    });
    await second.quit();
    if (process.platform !== 'linux') return;
    const plain = await withWindow({ storageBackend: 'basic_text' });
    expect(await call(plain, 'supervisor.setKey', { key: 'sk-stub-key-5678' })).toEqual({
      ok: true,
      value: { source: 'session', hint: '5678' },
    });
    expect(existsSync(join(plain.userData, 'supervisor-key.bin'))).toBe(false);
    await plain.quit();
  });

  it('waits with quitting until the engine has closed its projects', async () => {
    const shell = await withWindow();
    await call(shell, 'projects.list', {});
    await shell.quit();
    expect(shell.stub.log.filter((entry) => entry === 'quit')).toHaveLength(1);
    expect(await call(shell, 'projects.list', {})).toMatchObject({ ok: false, error: { code: 'CANCELLED' } });
  });
});

describe('the built preload, in a context without Node', () => {
  it('requires nothing but electron and exposes one object of plain functions', async () => {
    const shell = await withWindow();
    const source = readFileSync(preloadFile, 'utf8');
    expect([...source.matchAll(/require\(["']([^"']+)["']\)/g)].map((match) => match[1])).toEqual([
      'electron',
    ]);
    const { api, keys } = runPreload(preloadFile, shell.stub);
    expect(keys).toEqual(['api']);
    expect(Object.keys(api).sort()).toEqual(
      [
        'adoptFiles',
        'call',
        'host',
        'notify',
        'pickFiles',
        'pickSavePath',
        'reveal',
        'setProgress',
        'subscribe',
      ].sort(),
    );
    expect(api.host).toBe('desktop');
    await shell.quit();
  });

  it('carries calls to the engine and events back, without Electron’s event object', async () => {
    const shell = await withWindow();
    const { api } = runPreload(preloadFile, shell.stub);
    const events: unknown[][] = [];
    const unsubscribe = api.subscribe((...args: unknown[]) => void events.push(args));
    expect(await api.call('projects.list', {})).toEqual({ ok: true, value: [] });
    await api.call('settings.set', { settings: { theme: 'light' } });
    await vi.waitFor(() => expect(events.length).toBeGreaterThan(0));
    for (const args of events) expect(args).toHaveLength(1);
    unsubscribe();
    const before = events.length;
    await api.call('settings.set', { settings: { theme: 'dark' } });
    expect(events.length).toBe(before);
    await shell.quit();
  });

  it('turns dropped files into paths and leaves out files that have none', async () => {
    const shell = await withWindow();
    const { api } = runPreload(preloadFile, shell.stub);
    expect(
      await api.adoptFiles([{ path: '/x/a.txt', name: 'a.txt' }, { name: 'made-by-script.txt' }]),
    ).toEqual([{ path: '/x/a.txt', name: 'a.txt' }]);
    await shell.quit();
  });
});
