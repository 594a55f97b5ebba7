import type { Locator, Page } from '@playwright/test';

// The scripts run in the page and are text, because the tests' own types know no DOM.

/** Starts to record long tasks (over 50 ms) of the page's main thread. */
export async function recordLongTasks(page: Page): Promise<void> {
  await page.evaluate(`{
    globalThis.longTasks = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) globalThis.longTasks.push(Math.round(entry.duration));
    }).observe({ entryTypes: ['longtask'] });
  }`);
}

/** Durations in milliseconds of the long tasks since recordLongTasks. */
export async function longTasks(page: Page): Promise<number[]> {
  // One turn more, so that the observer has been told of the last task.
  return page.evaluate('new Promise((done) => setTimeout(() => done(globalThis.longTasks), 200))');
}

/** The JavaScript heap of the page after garbage collection, in megabytes. */
export async function heapMegabytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 1024 / 1024;
}

/** Milliseconds from a click, as the page receives it, to the frame in which a heading with `text` is painted. */
export async function clickToHeading(page: Page, target: Locator, text: string): Promise<number> {
  await page.evaluate(
    `globalThis.clickAnswered = new Promise((done) => {
      addEventListener('pointerdown', (event) => {
        const started = event.timeStamp;
        const look = () => {
          const shown = [...document.querySelectorAll('main h1')].some((h1) => h1.textContent.trim() === ${JSON.stringify(text)});
          if (shown) requestAnimationFrame((now) => done(performance.now() - started));
          else requestAnimationFrame(look);
        };
        look();
      }, { once: true, capture: true });
    })`,
  );
  await target.click();
  return page.evaluate('globalThis.clickAnswered');
}
