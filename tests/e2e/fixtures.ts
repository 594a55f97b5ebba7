import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';
import { serveApp, type ServedApp } from '../helpers/served-app.ts';

interface Fixtures {
  /** `diziner serve` on a fresh data folder. */
  readonly app: ServedApp;
  /** A page at the app's address, past the welcome; fails the test on console errors and policy violations. */
  readonly page: Page;
}

/** An address nothing listens at: tests use the built-in annotators and must not find a developer's Ollama. */
const noServer = 'http://127.0.0.1:9';

export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the parameter's pattern to know what a fixture needs
  app: async ({}, use) => {
    const app = await serveApp();
    await app.rpc('settings.set', {
      settings: { ollamaUrl: noServer, manageOllama: false, welcomeSeen: true, userName: 'Ada' },
    });
    await use(app);
    await app.close();
  },
  page: async ({ page, app }, use) => {
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(`page error: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(`console: ${message.text()}`);
    });
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== app.origin)
        problems.push(`left the host: ${request.url()}`);
    });
    await page.goto(app.url);
    await use(page);
    expect(problems).toEqual([]);
  },
});

export { expect };

/** Goes to a hash path of the app ("/p/…/run") without loading the page anew, and waits until its data is here. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(path)}`);
  await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible();
  await page.waitForLoadState('networkidle');
}

/** No axe-core violation on what the page shows now, in the theme of the Playwright project; the test goes on, to name all. */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, help, nodes }) => ({
    id,
    help,
    nodes: nodes.slice(0, 5).map((node) => `${node.target.join(' ')} | ${node.failureSummary ?? ''}`),
  }));
  expect.soft(found, `axe-core on ${screen}`).toEqual([]);
}
