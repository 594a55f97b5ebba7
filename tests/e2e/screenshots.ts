// Writes the pictures of the user guide: `node tests/e2e/screenshots.ts` after `npm run build`. A script, not a test:
// every picture shows the real app on the bundled sample with the built-in annotators.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { prepareChromium } from '../helpers/chromium.ts';
import { serveApp } from '../helpers/served-app.ts';
import { jobDone, runReaches, sampleProject, startRun } from './scenes.ts';

const images = fileURLToPath(new URL('../../docs/user-guide/images', import.meta.url));
const sample = fileURLToPath(new URL('../../resources/sample/sample.jsonl', import.meta.url));
mkdirSync(images, { recursive: true });

const { executablePath, args, env } = await prepareChromium();
const browser = await chromium.launch({ executablePath, args: [...args], env });
const app = await serveApp();

async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.evaluate('document.fonts.ready.then(() => undefined)');
}
async function picture(page: Page, name: string): Promise<void> {
  await settled(page);
  await page.screenshot({ path: join(images, `${name}.png`) });
  console.log(`${name}.png`);
}
async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(path)}`);
  await page.getByRole('main').getByRole('heading').first().waitFor();
}

try {
  const settings = { ollamaUrl: 'http://127.0.0.1:9', manageOllama: false, userName: 'Ada' };
  await app.rpc('settings.set', { settings: { ...settings, welcomeSeen: true } });
  const projectId = await sampleProject(app);
  await startRun(app, projectId, { iterations: 3, setSize: 25 });
  await runReaches(app, projectId);
  const [choice] = await app.rpc('label.choices', { projectId });
  if (choice !== undefined) {
    await app.rpc('label.start', { projectId, with: choice.with, scope: 'all' });
    while ((await app.rpc('label.status', { projectId }))?.state === 'running') {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  const other = await app.rpc('projects.create', { name: 'Letters of 1912' });
  await jobDone(app, await app.rpc('import.start', { projectId: other.id, paths: [sample] }));

  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: 'en-US',
      timezoneId: 'UTC',
      colorScheme,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    await page.goto(app.url);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const name = (screen: string): string => (colorScheme === 'light' ? screen : `${screen}-dark`);
    const shoot = async (screen: string, path: string): Promise<void> => {
      await goTo(page, path);
      await picture(page, name(screen));
    };
    await shoot('projects', '/projects');
    await app.rpc('settings.set', { settings: { ...settings, welcomeSeen: false } });
    await page.reload();
    await goTo(page, '/');
    await page.getByRole('heading', { name: 'Welcome to DiZiNER' }).waitFor();
    await picture(page, name('welcome'));
    await goTo(page, '/settings');
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    await picture(page, name('settings'));
    // Only now: the welcome screen leads on to the projects once it has been seen.
    await app.rpc('settings.set', { settings: { ...settings, welcomeSeen: true } });
    for (const step of [
      'corpus',
      'schema',
      'goal',
      'annotators',
      'supervisor',
      'run',
      'results',
      'questions',
    ]) {
      await shoot(step, `/p/${projectId}/${step}`);
    }
    await goTo(page, `/p/${projectId}/compare`);
    await page.getByRole('button', { name: 'Next hotspot' }).click();
    await page.getByRole('button', { name: /^Choose 1:/ }).waitFor();
    await picture(page, name('compare'));
    for (const step of ['guidelines', 'label', 'export']) await shoot(step, `/p/${projectId}/${step}`);
    await goTo(page, `/p/${other.id}/import`);
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose files' }).click();
    await (await chooser).setFiles(sample);
    await page.getByText('sample-001').first().waitFor();
    await picture(page, name('import'));
    await context.close();
  }
} finally {
  await browser.close();
  await app.close();
}
