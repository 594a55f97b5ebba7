import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { createDispatcher } from '#host/dispatcher.ts';
import { startLoopbackHost, type LoopbackHost } from '#host/loopback-host.ts';
import type { CompareDocument } from '#shared/rpc/run.ts';
import { settingsSchema } from '#shared/rpc/system.ts';
import { createStubEngine } from '../helpers/stub-engine.ts';
import { wideComparison } from '../helpers/wide-comparison.ts';
import { hardTexts, roughTokens } from '../unit/renderer/annotated-text/hard-text.ts';

// What is on the screen is what is stored: ZWJ emoji, combining marks, CRLF, right-to-left, CJK, tabs.
const rendererDir = fileURLToPath(new URL('../../out/renderer', import.meta.url));
const text = hardTexts.map((hard) => hard.text).join('\n');
const starts = hardTexts.map((_, index) =>
  hardTexts.slice(0, index).reduce((sum, hard) => sum + hard.text.length + 1, 0),
);
const spans = hardTexts.flatMap((hard, index) =>
  hard.surfaces.map((surface) => {
    const start = starts[index]! + hard.text.indexOf(surface);
    return { start, end: start + surface.length, type: 'PERSON', text: surface };
  }),
);
let dataDir: string;
let host: LoopbackHost;

test.beforeAll(async () => {
  const scene = wideComparison(3, 50);
  const document: CompareDocument = {
    ...scene.document,
    text,
    tokens: roughTokens(text).map(({ start, end }): [number, number] => [start, end]),
    annotators: scene.document.annotators.map((annotator, index) => ({
      ...annotator,
      spans: spans.filter((_, place) => place % 3 !== index),
    })),
    consensus: spans,
    hotspots: [],
  };
  dataDir = mkdtempSync(join(tmpdir(), 'diziner-hard-'));
  const engine = createStubEngine({
    'settings.get': () => settingsSchema.parse({ welcomeSeen: true }),
    'projects.list': () => [scene.overview.summary],
    'projects.overview': () => scene.overview,
    'jobs.list': () => [],
    'run.list': () => [scene.status],
    'run.status': () => scene.status,
    'schema.get': () => scene.schema,
    'questions.list': () => [],
    'compare.documents': () => ({ ...scene.documents, hotspots: [] }),
    'compare.document': () => document,
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

test('marks on the screen hold exactly the stored surfaces, and copying gives the stored text @once', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.setViewportSize({ width: 1400, height: 2400 });
  await page.goto(`${host.url}&project=p`);
  await page.getByRole('link', { name: /^Compare/ }).click();
  const pane = page.locator('[data-text-pane]').first();
  await expect(pane).toContainText('Zu\u0308rich');
  await expect.poll(async () => (await pane.locator('.at-block').allTextContents()).join('')).toBe(text);
  const shown = await Promise.all(
    (await pane.locator('[data-mark]').all()).map(async (mark) => ({
      id: await mark.getAttribute('data-mark'),
      text: await mark.textContent(),
    })),
  );
  expect(shown).toHaveLength(spans.length);
  for (const span of spans) {
    expect(shown).toContainEqual({ id: `${span.start}-${span.end}-PERSON`, text: span.text });
  }
  await pane.focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('ControlOrMeta+c');
  expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(text);
});
