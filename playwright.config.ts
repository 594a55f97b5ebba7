import { defineConfig, type PlaywrightTestConfig } from '@playwright/test';
import { prepareChromium } from './tests/helpers/chromium.ts';

// Unpacked by the first process that reads this file; the workers find it ready.
const chromium = await prepareChromium();

const use: NonNullable<PlaywrightTestConfig['use']> = {
  locale: 'en-US',
  timezoneId: 'UTC',
  viewport: { width: 1280, height: 800 },
  // The page may animate; tests wait for what they see, not for time.
  contextOptions: { reducedMotion: 'reduce' },
  launchOptions: {
    executablePath: chromium.executablePath,
    args: [...chromium.args],
    env: chromium.env,
  },
  actionTimeout: 15_000,
  navigationTimeout: 30_000,
  screenshot: 'only-on-failure',
  trace: 'retain-on-failure',
};

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
  // Two cores are shared by the browser, the engine and its worker threads; figures of speed need the machine to themselves.
  workers: 1,
  // A second try on CI, where other work may take the machine away for seconds; it is reported as flaky.
  retries: process.env['CI'] === undefined ? 0 : 1,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: [['list']],
  projects: [
    { name: 'light', use: { ...use, colorScheme: 'light' } },
    { name: 'dark', use: { ...use, colorScheme: 'dark' }, grepInvert: /@once/ },
  ],
});
