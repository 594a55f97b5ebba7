import type { Locator, Page } from '@playwright/test';

// The scripts run in the page and are text, because the tests' own types know no DOM.

export interface LongestTask {
  /** By the clock; on a machine that others use too, this includes waiting for a core. */
  readonly wallMs: number;
  /** Processor time of the page's main thread: what the page itself is to blame for. */
  readonly cpuMs: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** The longest tasks of the page's main thread while `work` runs, from Chromium's own trace. */
export async function longestTask(page: Page, work: () => Promise<void>): Promise<LongestTask> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('the page has no browser to trace');
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  await work();
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const mainThreads = new Set(
    trace.traceEvents
      .filter((event) => event.name === 'thread_name' && event.args?.name === 'CrRendererMain')
      .map((event) => `${event.pid}/${event.tid}`),
  );
  const tasks = trace.traceEvents.filter(
    (event) => event.ph === 'X' && mainThreads.has(`${event.pid}/${event.tid}`) && event.tdur !== undefined,
  );
  if (tasks.length === 0) throw new Error('the trace holds no task of the page');
  const longest = (values: number[]): number => Math.round(values.reduce((a, b) => Math.max(a, b), 0) / 1000);
  return {
    wallMs: longest(tasks.map((task) => task.dur ?? 0)),
    cpuMs: longest(tasks.map((task) => task.tdur ?? 0)),
  };
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

/**
 * Milliseconds from a click, as the page receives it, to the frame in which the main part of the page shows another
 * heading than before; 5,000 where it never does.
 */
export async function clickToScreen(page: Page, target: Locator): Promise<number> {
  await page.evaluate(
    `void (globalThis.clickAnswered = new Promise((done) => {
      const heading = () => document.querySelector('main h1, main h2')?.textContent ?? '';
      const before = heading();
      addEventListener('pointerdown', (event) => {
        const started = event.timeStamp;
        const look = () => {
          const waited = performance.now() - started;
          const shown = heading();
          if ((shown !== '' && shown !== before) || waited > 5000) requestAnimationFrame(() => done(performance.now() - started));
          else requestAnimationFrame(look);
        };
        look();
      }, { once: true, capture: true });
    }))`,
  );
  await target.click();
  return page.evaluate('globalThis.clickAnswered');
}
