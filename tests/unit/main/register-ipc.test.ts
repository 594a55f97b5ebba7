import fc from 'fast-check';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listAssets } from '#host/assets.ts';
import { securityHeaders } from '#host/csp.ts';
import { channels } from '#shared/rpc/channels.ts';
import { appOrigin, registerAppScheme, serveRenderer } from '../../../src/main/app-protocol.ts';
import { registerIpc } from '../../../src/main/register-ipc.ts';

const ownFrame = { url: 'app://diziner/index.html', parent: null };

function shell() {
  const handlers = new Map<string, (event: unknown, input: unknown) => unknown>();
  const done: unknown[] = [];
  registerIpc(
    { handle: (channel, handler) => void handlers.set(channel, handler as never) },
    {
      call: async (method, input) => {
        done.push({ method, input });
        if (method === 'boom') throw new Error('bug');
        return { ok: true, value: 1 };
      },
      pickFiles: async (options) => {
        done.push(options);
        return [];
      },
      pickSavePath: async (name) => {
        done.push(name);
        return null;
      },
      reveal: (path) => void done.push(path),
      setProgress: (fraction) => void done.push(fraction),
      notify: (title, body) => void done.push({ title, body }),
    },
  );
  const send = async (channel: string, input: unknown, senderFrame: unknown = ownFrame) =>
    handlers.get(channel)!({ senderFrame }, input);
  return { handlers, done, send };
}

describe('IPC', () => {
  it('listens on the channels of the contract and on no other', () => {
    const { handlers } = shell();
    expect([...handlers.keys()].sort()).toEqual(
      Object.values(channels)
        .filter((channel) => channel !== channels.event)
        .sort(),
    );
  });

  it('passes a call on and gives the answer back', async () => {
    const { send, done } = shell();
    expect(await send(channels.call, { method: 'projects.list', input: {} })).toEqual({ ok: true, value: 1 });
    expect(done).toEqual([{ method: 'projects.list', input: {} }]);
  });

  it('answers a crash behind a call with data', async () => {
    expect(await shell().send(channels.call, { method: 'boom', input: {} })).toMatchObject({
      ok: false,
      error: { code: 'INTERNAL' },
    });
  });

  it('refuses every channel to foreign senders before anything is done', async () => {
    const { handlers, done, send } = shell();
    for (const channel of handlers.keys()) {
      for (const frame of [
        null,
        { ...ownFrame, parent: {} },
        { url: 'https://evil.example/', parent: null },
      ]) {
        await expect(send(channel, 'x', frame)).rejects.toThrow(/refused, the sender/);
      }
    }
    expect(done).toEqual([]);
  });

  it('refuses anything that does not fit the channel, whatever it is', async () => {
    const { done, send } = shell();
    const notAMethod = fc.anything().filter((value) => typeof value !== 'string');
    await fc.assert(
      fc.asyncProperty(notAMethod, async (value) => {
        await expect(send(channels.call, { method: value })).rejects.toThrow(/does not fit/);
        await expect(send(channels.notify, { title: value })).rejects.toThrow(/does not fit/);
        await expect(send(channels.pickFiles, [value])).rejects.toThrow(/does not fit/);
      }),
      { numRuns: 300 },
    );
    expect(done).toEqual([]);
  });

  it.each(['../../etc/passwd', 'a/b', 'a\\b', 'a:b', '', 'x'.repeat(201), 'a\nb'])(
    'takes no path as a suggested file name: %j',
    async (name) => {
      await expect(shell().send(channels.pickSavePath, name)).rejects.toThrow(/does not fit/);
    },
  );

  it.each([-0.1, 1.1, Number.NaN, '0.5', undefined])('takes no progress outside 0…1: %j', async (value) => {
    await expect(shell().send(channels.setProgress, value)).rejects.toThrow(/does not fit/);
  });
});

describe('app protocol', () => {
  const folder = mkdtempSync(join(tmpdir(), 'diziner-renderer-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'page.js'), '1');
  writeFileSync(join(folder, '..', 'diziner-outside.js'), 'secret');
  let handler: (request: Request) => Promise<Response> = async () => Response.error();
  serveRenderer(
    { handle: (_scheme, given) => void (handler = given as typeof handler) },
    listAssets(folder),
    securityHeaders(),
  );
  const get = (url: string, init?: RequestInit) => handler(new Request(url, init));

  it('is standard and secure, without bypassing the policy', () => {
    const registered: unknown[] = [];
    registerAppScheme({ registerSchemesAsPrivileged: (list) => void registered.push(...list) });
    expect(registered).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ]);
  });

  it('serves the page with the policy of the browser host', async () => {
    const answer = await get(`${appOrigin}/index.html`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/text\/html/);
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(answer.headers.get('content-security-policy')).not.toMatch(
      /unsafe-eval|script-src[^;]*unsafe-inline/,
    );
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each([
    [`${appOrigin}/../diziner-outside.js`, 404],
    [`${appOrigin}/%2e%2e/diziner-outside.js`, 404],
    [`${appOrigin}/..%2fdiziner-outside.js`, 404],
    [`${appOrigin}/missing.js`, 404],
    ['app://other/index.html', 404],
  ])('answers %s with %i', async (url, status) => {
    const answer = await get(url);
    expect(answer.status).toBe(status);
    expect(await answer.text()).toBe('');
  });

  it('takes GET only', async () => {
    expect((await get(`${appOrigin}/index.html`, { method: 'POST', body: 'x' })).status).toBe(405);
  });
});
