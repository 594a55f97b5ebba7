import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { createDispatcher } from '#host/dispatcher.ts';
import { startLoopbackHost, type LoopbackHost } from '#host/loopback-host.ts';
import { settingsSchema } from '#shared/rpc/system.ts';
import { createStubEngine, type StubEngine } from '../helpers/stub-engine.ts';

// The browser's side of the loopback host, against an engine that only knows settings and an empty list of projects.
const rendererDir = fileURLToPath(new URL('../../out/renderer', import.meta.url));
let dataDir: string;
let engine: StubEngine;
let host: LoopbackHost;

const start = (port = 0, token?: string): Promise<LoopbackHost> =>
  startLoopbackHost({
    engine: { call: createDispatcher(engine.handlers), subscribe: (listener) => engine.subscribe(listener) },
    rendererDir,
    dataDir,
    port,
    ...(token === undefined ? {} : { token }),
  });
const timesListed = () => engine.called.filter((method) => method === 'projects.list').length;

test.beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'diziner-host-'));
  engine = createStubEngine({
    'settings.get': () => settingsSchema.parse({ welcomeSeen: true }),
    'projects.list': () => [],
    'jobs.list': () => [],
  });
  host = await start();
});
test.afterEach(async () => {
  await host.close();
  rmSync(dataDir, { recursive: true, force: true });
});

test('the token leaves the address bar at once, and a reload still works @once', async ({ page }) => {
  await page.goto(host.url);
  await expect.poll(timesListed).toBeGreaterThan(0);
  expect(page.url()).not.toContain(host.token);
  const before = timesListed();
  await page.reload();
  await expect.poll(timesListed).toBeGreaterThan(before);
});

test('a page opened without the token reaches nothing and says what to do @once', async ({ page }) => {
  await page.goto(host.origin);
  await expect(page.getByText(/diziner serve/).first()).toBeVisible();
  expect(engine.called).toEqual([]);
});

test('after the program was gone the page comes back and reads everything anew @once', async ({ page }) => {
  await page.goto(host.url);
  await expect.poll(timesListed).toBeGreaterThan(0);
  await host.close();
  const before = timesListed();
  host = await start(host.port, host.token);
  await expect.poll(timesListed, { timeout: 30_000 }).toBeGreaterThan(before);
});

test('an event of the engine reaches the page and makes it read again @once', async ({ page }) => {
  await page.goto(host.url);
  await expect.poll(timesListed).toBeGreaterThan(0);
  const before = timesListed();
  await expect
    .poll(() => {
      engine.emit({ kind: 'projects-change' });
      return timesListed();
    })
    .toBeGreaterThan(before);
});

test('no script from elsewhere, no inline script and no eval runs on the page @once', async ({ page }) => {
  await page.goto(host.url);
  const violations: string[] = await page.evaluate(`
    new Promise((done) => {
      const seen = [];
      document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
      const inline = document.createElement('script');
      inline.textContent = 'globalThis.inlineRan = true';
      document.head.append(inline);
      const foreign = document.createElement('script');
      foreign.src = 'http://127.0.0.1:9/x.js';
      document.head.append(foreign);
      setTimeout('globalThis.evalRan = true');
      fetch('http://127.0.0.1:9/').catch(() => {});
      setTimeout(() => done(seen), 300);
    })`);
  expect(violations).toEqual(expect.arrayContaining(['script-src-elem', 'script-src', 'connect-src']));
  expect(await page.evaluate('[globalThis.inlineRan, globalThis.evalRan]')).toEqual([undefined, undefined]);
});
