import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { HostApi } from '#shared/rpc/api.ts';
import type { EngineEvent } from '#shared/rpc/events.ts';
import type { ElectronStub } from './electron-stub.ts';
import { projectDir } from './ensure-build.ts';
import { runPreload } from './run-preload.ts';

/** Chromium knows no app:// scheme; this origin is answered by the handler the shell registered for it. */
const pageOrigin = 'http://diziner.localhost';

/** Runs in the page before anything else: the same functions the preload exposes, each bridged to the real preload. */
const bridge = `(() => {
  const listeners = new Set();
  window.deliverEngineEvent = (event) => listeners.forEach((listener) => listener(event));
  const names = ['call', 'pickFiles', 'adoptFiles', 'pickSavePath', 'reveal', 'setProgress', 'notify'];
  const bridged = names.map((name) => [name, (...args) => window.callPreload(name, args)]);
  window.api = Object.freeze({
    ...Object.fromEntries(bridged),
    host: 'desktop',
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
})()`;

/**
 * The desktop app without Electron: real out/main (already started on the stub), real preload in a bare context, real
 * renderer in this Chromium page. Every request of the page goes to the shell's protocol handler; any other is refused.
 */
export async function openDesktopPage(page: Page, stub: ElectronStub): Promise<void> {
  const { api } = runPreload(join(projectDir, 'out/preload/index.cjs'), stub);
  await page.exposeFunction('callPreload', (name: keyof HostApi, args: unknown[]) =>
    (api[name] as (...values: unknown[]) => unknown)(...args),
  );
  await page.addInitScript({ content: bridge });
  await page.route('**/*', async (route) => {
    const { origin, pathname } = new URL(route.request().url());
    const handler = stub.protocolHandlers.get('app');
    if (origin !== pageOrigin || handler === undefined) return route.abort();
    const answer = await handler(
      new Request(`app://diziner${pathname}`, { method: route.request().method() }),
    );
    return route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    });
  });
  await page.goto(`${pageOrigin}/index.html`);
  api.subscribe((event: EngineEvent) => {
    // A page that is just closing misses events, as a closing window does.
    page.evaluate(`window.deliverEngineEvent(${JSON.stringify(event)})`).catch(() => undefined);
  });
}
