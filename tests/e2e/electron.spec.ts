import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { _electron, chromium, expect, test, type Page } from '@playwright/test';
import { findElectron } from '../../scripts/find-electron.js';
import { ensureBuild, projectDir } from '../helpers/ensure-build.ts';

// What only the real Electron can show: its sandbox, its IPC, its module loading, the archive. The checkout is tested
// where npm fetched Electron's program, an installed app where DIZINER_PACKAGED_APP names its executable (CI does both).
const program = findElectron(projectDir, process.env);
const packagedApp = process.env['DIZINER_PACKAGED_APP'] ?? '';
const noProgram = 'skipped: Electron’s program is not installed here (node node_modules/electron/install.js)';
const noPackagedApp = 'skipped: DIZINER_PACKAGED_APP names no packaged app';

let userData = '';
test.beforeEach(() => {
  userData = mkdtempSync(join(tmpdir(), 'diziner-electron-'));
});
test.afterEach(() => rmSync(userData, { recursive: true, force: true }));

/** Runs in the page; text, because the page's types are not this file's. */
const inPage = (page: Page, code: string): Promise<unknown> => page.evaluate(code);

async function expectSafeAndWorking(page: Page): Promise<void> {
  await page.waitForLoadState('domcontentloaded');
  expect(page.url()).toMatch(/^app:\/\/diziner\/index\.html/);
  expect(await inPage(page, '[typeof require, typeof process, typeof module, typeof Buffer]')).toEqual(
    Array(4).fill('undefined'),
  );
  expect(await inPage(page, 'Object.keys(window.api).sort().join()')).toBe(
    'adoptFiles,call,host,notify,pickFiles,pickSavePath,reveal,setProgress,subscribe',
  );
  // The engine thread, the store and its native module answer.
  expect(await inPage(page, "window.api.call('projects.list', {})")).toEqual({ ok: true, value: [] });
  expect(await inPage(page, "window.api.call('projects.createSample', {})")).toMatchObject({ ok: true });
  // Neither navigation nor a new window nor a request leaves the app.
  await inPage(page, "void (location.href = 'https://example.org/')");
  expect(await inPage(page, "window.open('https://example.org/') === null")).toBe(true);
  expect(await inPage(page, "fetch('http://127.0.0.1:9/').then(() => 'reached', () => 'refused')")).toBe(
    'refused',
  );
  expect(page.url()).toMatch(/^app:\/\/diziner\/index\.html/);
  expect(
    await inPage(page, "navigator.permissions.query({ name: 'geolocation' }).then((p) => p.state)"),
  ).toBe('denied');
  await expect(page.locator('#root')).not.toBeEmpty();
}

test('the checkout runs in Electron, sandboxed and isolated @once', async () => {
  if (program === null) console.log(noProgram);
  test.skip(program === null, noProgram);
  await ensureBuild();
  const app = await _electron.launch({
    executablePath: program ?? '',
    args: [projectDir, `--user-data-dir=${userData}`],
  });
  try {
    await expectSafeAndWorking(await app.firstWindow());
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      return contents === undefined
        ? null
        : (contents as unknown as { getLastWebPreferences(): object }).getLastWebPreferences();
    });
    expect(preferences).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false });
  } finally {
    await app.close();
  }
});

test('the packaged app runs from its archive @once', async () => {
  if (packagedApp === '') console.log(noPackagedApp);
  test.skip(packagedApp === '', noPackagedApp);
  // Its fuses refuse Node's inspector, so the page is reached through Chromium's own debugging port.
  const child = spawn(packagedApp, ['--remote-debugging-port=0', `--user-data-dir=${userData}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    const address = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stderr }).on('line', (line) => {
        const found = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
        if (found !== undefined) resolve(found);
      });
      child.once('exit', (code) => reject(new Error(`the packaged app ended with ${String(code)}`)));
    });
    const browser = await chromium.connectOverCDP(address);
    const context = browser.contexts()[0]!;
    await expectSafeAndWorking(context.pages()[0] ?? (await context.waitForEvent('page')));
    await browser.close();
  } finally {
    child.kill();
  }
});
