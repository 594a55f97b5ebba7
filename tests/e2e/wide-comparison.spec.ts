import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { createDispatcher } from '#host/dispatcher.ts';
import { startLoopbackHost, type LoopbackHost } from '#host/loopback-host.ts';
import { settingsSchema } from '#shared/rpc/system.ts';
import { createStubEngine } from '../helpers/stub-engine.ts';
import { wideComparison } from '../helpers/wide-comparison.ts';
import { heapMegabytes, longestTask } from './measure.ts';

// The screen at its limit (issue: 12 annotators, 20,000 tokens), fed by a scripted engine.
const rendererDir = fileURLToPath(new URL('../../out/renderer', import.meta.url));
let dataDir: string;
let host: LoopbackHost;

test.beforeAll(async () => {
  const scene = wideComparison(12, 20_000);
  dataDir = mkdtempSync(join(tmpdir(), 'diziner-wide-'));
  const engine = createStubEngine({
    'settings.get': () => settingsSchema.parse({ welcomeSeen: true }),
    'projects.list': () => [scene.overview.summary],
    'projects.overview': () => scene.overview,
    'jobs.list': () => [],
    'run.list': () => [scene.status],
    'run.status': () => scene.status,
    'schema.get': () => scene.schema,
    'questions.list': () => [],
    'compare.documents': () => scene.documents,
    'compare.document': () => scene.document,
  });
  host = await startLoopbackHost({
    engine: { call: createDispatcher(engine.handlers), subscribe: (listener) => engine.subscribe(listener) },
    rendererDir,
    dataDir,
  });
});
test.afterAll(async () => {
  await host.close();
  rmSync(dataDir, { recursive: true, force: true });
});

// Recording every frame for a failure report would be measured too.
test.use({ trace: 'off', screenshot: 'off' });

test('12 annotators and 20,000 tokens scroll, and hotspots are reached, with no long task over 100 ms @once', async ({
  page,
}) => {
  await page.goto(`${host.url}&project=p`);
  await page.getByRole('link', { name: /^Compare/ }).click();
  const pane = page.locator('[data-text-pane]').first();
  await expect(pane).toContainText('Name0');
  await pane.focus();
  // The first frames of the screen are not part of the bar.
  await page.keyboard.press('n');
  await expect(page.getByText(/^Hotspot 1 of/).first()).toBeVisible();
  const task = await longestTask(page, async () => {
    for (let jump = 0; jump < 30; jump += 1) await page.keyboard.press('n');
    await expect(page.getByText(/^Hotspot 31 of/).first()).toBeVisible();
    await pane.hover();
    for (let turn = 0; turn < 60; turn += 1) {
      await page.mouse.wheel(0, turn < 40 ? 1_500 : -1_500);
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => done()))');
    }
  });
  const heap = await heapMegabytes(page);
  console.log(
    `12 x 20,000: longest task ${task.cpuMs} ms of processor time (${task.wallMs} ms by the clock), heap ${heap.toFixed(0)} MB`,
  );
  expect(task.cpuMs).toBeLessThanOrEqual(100);
  expect(heap).toBeLessThan(300);
});
