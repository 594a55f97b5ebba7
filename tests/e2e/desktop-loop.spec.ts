import { expect, test } from '@playwright/test';
import { runSettingsSchema } from '#shared/domain/run-settings.ts';
import type { RpcReply } from '#shared/rpc/api.ts';
import { channels } from '#shared/rpc/channels.ts';
import type { RpcInput, RpcMethod, RpcOutput } from '#shared/rpc/contract.ts';
import { openDesktopPage } from '../helpers/desktop-page.ts';
import { ensureBuild } from '../helpers/ensure-build.ts';
import { startShell, type StartedShell } from '../helpers/start-shell.ts';

// The whole desktop app but Electron itself: built main process, built preload, built renderer, real engine thread.
let shell: StartedShell;
let problems: string[] = [];

test.beforeAll(() => ensureBuild());
test.beforeEach(async ({ page }) => {
  shell = await startShell();
  await expect.poll(() => shell.stub.windows.length).toBe(1);
  const settings = {
    welcomeSeen: true,
    userName: 'Ada',
    ollamaUrl: 'http://127.0.0.1:9',
    manageOllama: false,
  };
  await shell.stub.invoke(channels.call, { method: 'settings.set', input: { settings } });
  problems = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await openDesktopPage(page, shell.stub);
});
test.afterEach(() => shell.quit());

test('a project made in the window is in the window, and in the store @once', async ({ page }) => {
  const made: RpcReply<'projects.createSample'> = await page.evaluate(
    "window.api.call('projects.createSample', {})",
  );
  if (!made.ok) throw new Error(made.error.message);
  await expect(page.getByText(made.value.name).first()).toBeVisible();
  const listed = await shell.stub.invoke(channels.call, { method: 'projects.list', input: {} });
  expect(listed).toMatchObject({ ok: true, value: [{ name: made.value.name }] });
  expect(problems).toEqual([]);
});

test('the page runs under the policy the shell sends: no eval, no inline script, no foreign request @once', async ({
  page,
}) => {
  const outcome = await page.evaluate(`(async () => {
    await new Promise((resolve) => setTimeout(resolve)); // from here on it is the page's own code to the policy
    const inline = document.createElement('script');
    inline.textContent = 'globalThis.inlineRan = true';
    document.head.append(inline);
    let evaluated = true;
    try { new Function('return 1')(); } catch { evaluated = false; }
    const reached = await fetch('https://example.org/').then(() => true, () => false);
    return [globalThis.inlineRan === true, evaluated, reached];
  })()`);
  expect(outcome).toEqual([false, false, false]);
});

test('an engine event reaches the page without a call of the page @once', async ({ page }) => {
  await page.evaluate(`void window.api.subscribe((event) => (window.lastEvent = event.kind))`);
  await shell.stub.invoke(channels.call, {
    method: 'settings.set',
    input: { settings: { userName: 'Grace' } },
  });
  await expect.poll(() => page.evaluate('window.lastEvent')).toBe('settings-change');
});

test('a run keeps the computer awake, moves the taskbar, and ends with a notification @once', async ({
  page,
}) => {
  const ask = async <M extends RpcMethod>(method: M, input: RpcInput<M>): Promise<RpcOutput<M>> => {
    const reply: RpcReply<M> = await page.evaluate(
      `window.api.call(${JSON.stringify(method)}, ${JSON.stringify(input)})`,
    );
    if (!reply.ok) throw new Error(`${method}: ${reply.error.message} ${reply.error.detail ?? ''}`);
    return reply.value;
  };
  const { id: projectId } = await ask('projects.createSample', {});
  const annotators = await ask('annotators.builtins', {});
  const settings = runSettingsSchema.parse({
    annotatorIds: annotators.map((annotator) => annotator.id),
    supervisor: { kind: 'rules' },
    iterations: 1,
    setSize: 15,
  });
  const window = shell.stub.windows[0]!;
  const { stub } = shell;
  const progress: number[] = [];
  const setProgressBar = window.setProgressBar.bind(window);
  window.setProgressBar = (fraction) => {
    progress.push(fraction);
    setProgressBar(fraction);
  };

  await ask('run.start', { projectId, settings });
  await expect.poll(async () => (await ask('run.status', { projectId }))?.state).toBe('done');
  await expect.poll(() => stub.notifications.length).toBeGreaterThan(0);
  expect(stub.log.filter((entry) => entry === 'awake prevent-app-suspension')).toHaveLength(1);
  expect(stub.blockers.size).toBe(0);
  expect(progress.some((fraction) => fraction > 0)).toBe(true);
  expect(progress.at(-1)).toBe(-1);
  expect(problems).toEqual([]);
});
