import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineEvent } from '#shared/rpc/events.ts';
import { createBrowserApi } from '../../../../src/renderer/host/browser-api.ts';

/** The browser's objects that the host's client touches. */
class FakeSocket {
  static readonly all: FakeSocket[] = [];
  onopen: () => void = () => undefined;
  onmessage: (message: { data: string }) => void = () => undefined;
  onclose: () => void = () => undefined;
  readonly url: string;
  readonly protocols: readonly string[];
  constructor(url: string, protocols: readonly string[]) {
    this.url = url;
    this.protocols = protocols;
    FakeSocket.all.push(this);
  }
}
const storage = new Map<string, string>();
const location = { hash: '', host: '127.0.0.1:4000', pathname: '/' };
const fetched = vi.fn<(path: string, init: RequestInit) => Promise<Response>>();
const reply = (value: unknown) => Promise.resolve(Response.json(value));

beforeEach(() => {
  vi.useFakeTimers();
  storage.clear();
  FakeSocket.all.length = 0;
  location.hash = '#token=secret-token';
  fetched.mockReset();
  vi.stubGlobal('location', location);
  vi.stubGlobal('history', {
    replaceState: (_state: null, _title: string, url: string) => (location.hash = url.slice(1)),
  });
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => storage.get(key) ?? null,
    setItem: (key: string, value: string) => storage.set(key, value),
  });
  vi.stubGlobal('fetch', fetched);
  vi.stubGlobal('WebSocket', FakeSocket);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the token', () => {
  it('is taken out of the address and kept for a reload of this tab', () => {
    createBrowserApi();
    expect(location.hash).toBe('');
    expect([...storage.values()]).toEqual(['secret-token']);
  });

  it('leads to the project the address names', () => {
    location.hash = '#token=t&project=a%2Fb';
    createBrowserApi();
    expect(location.hash).toBe('#/p/a%2Fb/corpus');
  });

  it('goes with every call as a bearer, never in the address', async () => {
    fetched.mockReturnValue(reply({ ok: true, value: { goal: 'g' } }));
    expect(await createBrowserApi().call('goal.get', { projectId: 'p' })).toEqual({
      ok: true,
      value: { goal: 'g' },
    });
    const [path, init] = fetched.mock.calls[0]!;
    expect(path).toBe('/rpc/goal.get');
    expect(init.headers).toMatchObject({ Authorization: 'Bearer secret-token' });
    expect(init.body).toBe('{"projectId":"p"}');
  });

  it('missing, nothing is sent and the person is told what to open', async () => {
    location.hash = '#/projects';
    const api = createBrowserApi();
    expect(await api.call('projects.list', {})).toMatchObject({
      ok: false,
      error: { code: 'PRIVACY_BLOCKED' },
    });
    api.subscribe(() => undefined);
    expect(fetched).not.toHaveBeenCalled();
    expect(FakeSocket.all).toEqual([]);
  });
});

describe('calls', () => {
  it('turn a dead program, a wrong page and a foreign answer into typed errors', async () => {
    const api = createBrowserApi();
    fetched.mockRejectedValueOnce(new TypeError('Failed to fetch'));
    fetched.mockReturnValueOnce(Promise.resolve(new Response('<html>')));
    fetched.mockReturnValueOnce(reply({ something: 'else' }));
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await api.call('projects.list', {})).toMatchObject({ ok: false, error: { code: 'INTERNAL' } });
    }
  });

  it('upload the files of one pick into one batch, one after the other', async () => {
    fetched.mockImplementation((path) => {
      const name = new URLSearchParams(path.split('?')[1]).get('path') ?? '';
      return reply({ ok: true, value: { path: `/data/uploads/b/${name}`, name, folder: '/data/uploads/b' } });
    });
    const files = [new File(['x'], 'a.txt'), new File(['y'], 'a.ann')].map((file) =>
      Object.assign(file, { webkitRelativePath: '' }),
    );
    expect(await createBrowserApi().adoptFiles([...files, 'no file'])).toEqual([
      { path: '/data/uploads/b/a.txt', name: 'a.txt' },
      { path: '/data/uploads/b/a.ann', name: 'a.ann' },
    ]);
    const batches = fetched.mock.calls.map(([path]) => new URLSearchParams(path.split('?')[1]).get('batch'));
    expect(batches[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(batches[1]).toBe(batches[0]);
  });
});

describe('events', () => {
  it('arrive over a socket that names the protocol and the token', () => {
    const seen: EngineEvent[] = [];
    createBrowserApi().subscribe((event) => seen.push(event));
    const socket = FakeSocket.all[0]!;
    expect([socket.url, socket.protocols]).toEqual([
      'ws://127.0.0.1:4000/events',
      ['diziner.v1', 'secret-token'],
    ]);
    socket.onopen();
    socket.onmessage({ data: '{"kind":"hello"}' });
    socket.onmessage({ data: '{"kind":"settings-change"}' });
    socket.onmessage({ data: '{"kind":"projects-change","later":1}' });
    expect(seen.map((event) => event.kind)).toEqual(['settings-change', 'projects-change']);
  });

  it('stop for a listener that has left, and share one socket', () => {
    const api = createBrowserApi();
    const seen: EngineEvent[] = [];
    const leave = api.subscribe((event) => seen.push(event));
    api.subscribe(() => undefined);
    leave();
    FakeSocket.all[0]!.onmessage({ data: '{"kind":"settings-change"}' });
    expect(seen).toEqual([]);
    expect(FakeSocket.all.length).toBe(1);
  });

  it('come back after a lost connection, later each time, and say what to read again', async () => {
    fetched.mockReturnValue(reply({ ok: true, value: { goal: 'g' } }));
    const api = createBrowserApi();
    await api.call('goal.get', { projectId: 'p1' });
    const seen: EngineEvent[] = [];
    api.subscribe((event) => seen.push(event));
    FakeSocket.all[0]!.onopen();
    expect(seen).toEqual([]);
    FakeSocket.all[0]!.onclose();
    vi.advanceTimersByTime(250);
    expect(FakeSocket.all.length).toBe(2);
    FakeSocket.all[1]!.onclose();
    vi.advanceTimersByTime(499);
    expect(FakeSocket.all.length).toBe(2);
    vi.advanceTimersByTime(1);
    FakeSocket.all[2]!.onopen();
    expect(seen.map((event) => event.kind)).toEqual(['settings-change', 'projects-change', 'project-change']);
    expect(seen[2]).toMatchObject({ projectId: 'p1' });
  });
});
