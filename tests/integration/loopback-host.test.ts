import {
  mkdtempSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createDispatcher } from '#host/dispatcher.ts';
import { startLoopbackHost, type LoopbackHost } from '#host/loopback-host.ts';
import { createStubEngine } from '../helpers/stub-engine.ts';

const root = mkdtempSync(join(tmpdir(), 'diziner-host-'));
const rendererDir = join(root, 'renderer');
const dataDir = join(root, 'data');
const engine = createStubEngine({
  'goal.get': ({ projectId }) => ({ goal: projectId }),
  'files.save': () => null,
});
let host: LoopbackHost;

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A raw request: unlike fetch it sends any Host header and any path as they are. */
function send(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body: string | Buffer = '',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port: host.port, method, path, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

const bearer = () => ({ authorization: `Bearer ${host.token}` });
const rpc = (method: string, input: unknown, headers: Record<string, string> = bearer()) =>
  send('POST', `/rpc/${method}`, { 'content-type': 'application/json', ...headers }, JSON.stringify(input));
const value = (answer: Answer) => (JSON.parse(answer.text) as { value: Record<string, string> }).value;

/** Opens the event socket; resolves with its first messages or the HTTP status it was refused with. */
function events(
  protocols: string[],
  headers: Record<string, string>,
  path = '/events',
): Promise<{ socket?: WebSocket; status?: number }> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}${path}`, protocols, { headers });
    socket.on('open', () => resolve({ socket }));
    socket.on('unexpected-response', (_request, response) => resolve({ status: response.statusCode ?? 0 }));
    socket.on('error', () => undefined);
  });
}

beforeAll(async () => {
  mkdirSync(join(rendererDir, 'assets'), { recursive: true });
  writeFileSync(join(rendererDir, 'index.html'), '<!doctype html><title>DiZiNER</title>');
  writeFileSync(join(rendererDir, 'assets', 'app-abc.js'), 'export {};');
  writeFileSync(join(root, 'secret.txt'), 'secret');
  host = await startLoopbackHost({
    engine: { call: createDispatcher(engine.handlers), subscribe: (listener) => engine.subscribe(listener) },
    rendererDir,
    dataDir,
    maxBodyBytes: 10_000,
    maxUploadBytes: 10_000,
  });
});
afterAll(async () => {
  await host.close();
  rmSync(root, { recursive: true, force: true });
});

describe('addresses', () => {
  it('listens on 127.0.0.1 only', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .filter((entry) => entry.family === 'IPv4' && !entry.internal)
      .map((entry) => entry.address);
    for (const address of [...others, '::1', '127.0.0.2']) {
      const reached = await new Promise<boolean>((resolve) => {
        const socket = connect({ host: address, port: host.port, timeout: 1000 });
        const end = (result: boolean) => () => {
          socket.destroy();
          resolve(result);
        };
        socket.on('connect', end(true)).on('error', end(false)).on('timeout', end(false));
      });
      expect(reached, address).toBe(false);
    }
  });

  it.each([
    'evil.example',
    'evil.example:80',
    '127.0.0.1',
    '127.0.0.1:1',
    'localhost',
    '0.0.0.0',
    '[::1]',
    'localhost.evil.example',
  ])('refuses the Host %j, so that a rebound DNS name reaches nothing', async (name) => {
    for (const path of ['/', '/assets/app-abc.js', '/rpc/goal.get', '/download?path=x']) {
      const method = path.startsWith('/rpc') ? 'POST' : 'GET';
      const answer = await send(method, path, { host: name, ...bearer() });
      expect([400, 403]).toContain(answer.status);
      expect(answer.text).not.toContain('DiZiNER</title>');
    }
  });

  it('answers to both of its own names', async () => {
    expect((await send('GET', '/', { host: `localhost:${host.port}` })).status).toBe(200);
    expect((await send('GET', '/', { host: `127.0.0.1:${host.port}` })).status).toBe(200);
  });

  it.each(['http://evil.example', 'null', 'https://127.0.0.1', 'http://127.0.0.1:1', 'file://'])(
    'refuses the Origin %j even with the token',
    async (origin) => {
      const before = engine.called.length;
      const answer = await rpc('goal.get', { projectId: 'p' }, { ...bearer(), origin });
      expect(answer.status).toBe(403);
      expect(engine.called.length).toBe(before);
    },
  );

  it('refuses what a browser marks as cross-site, and answers no preflight', async () => {
    expect((await send('GET', '/', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    const preflight = await send('OPTIONS', '/rpc/goal.get', { origin: 'http://evil.example' });
    expect(preflight.status).toBe(403);
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('token', () => {
  it('is 192 random bits in the fragment of the address', () => {
    expect(host.url).toBe(`http://127.0.0.1:${host.port}/#token=${host.token}`);
    expect(Buffer.from(host.token, 'base64url').length).toBe(24);
  });

  it.each([
    ['none', {}],
    ['an empty one', { authorization: 'Bearer ' }],
    ['a wrong one', { authorization: 'Bearer wrong' }],
    ['another scheme', { authorization: 'Basic abc' }],
  ])('refuses calls, uploads and downloads with %s', async (_name, headers) => {
    const before = engine.called.length;
    for (const answer of [
      await rpc('goal.get', { projectId: 'p' }, headers),
      await send('POST', `/upload?batch=${'a'.repeat(16)}&path=a.txt`, headers, 'x'),
      await send('POST', '/export-path?name=a', headers),
      await send('GET', '/download?path=a', headers),
    ]) {
      expect(answer.status).toBe(401);
      expect(answer.text).toContain('PRIVACY_BLOCKED');
    }
    expect(engine.called.length).toBe(before);
  });

  it('lets a call through, with and without the page as its origin', async () => {
    expect(value(await rpc('goal.get', { projectId: 'p' }))).toEqual({ goal: 'p' });
    const fromPage = await rpc('goal.get', { projectId: 'p' }, { ...bearer(), origin: host.origin });
    expect(value(fromPage)).toEqual({ goal: 'p' });
  });
});

describe('pages', () => {
  it('serves the renderer with the policy on every answer', async () => {
    const page = await send('GET', '/');
    expect(page.status).toBe(200);
    expect(page.text).toContain('DiZiNER');
    for (const answer of [page, await send('GET', '/nothing'), await rpc('goal.get', {})]) {
      expect(answer.headers['content-security-policy']).toContain("default-src 'self'");
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
      expect(answer.headers['referrer-policy']).toBe('no-referrer');
      expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin');
    }
  });

  it('gives hashed files their type and lets the browser keep them', async () => {
    const script = await send('GET', '/assets/app-abc.js');
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(script.headers['cache-control']).toContain('immutable');
    expect((await send('HEAD', '/')).text).toBe('');
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '//secret.txt',
    '/assets/',
    '/index.html/',
    '/index.html%00.js',
    '/__proto__',
    '/constructor',
  ])('finds nothing at %j', async (path) => {
    const answer = await send('GET', path);
    expect(answer.status).toBe(404);
    expect(answer.text).not.toBe('secret');
  });
});

describe('calls', () => {
  it('answers failures of the engine as data', async () => {
    const answer = await rpc('goal.get', { projectId: 7 });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({ ok: false, error: { code: 'INVALID_ARGUMENT' } });
    expect(JSON.parse((await rpc('constructor', {})).text)).toMatchObject({ error: { code: 'NOT_FOUND' } });
  });

  it('takes JSON only: a form of another page cannot be a call', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', '']) {
      const headers = { ...bearer(), ...(type === '' ? {} : { 'content-type': type }) };
      expect((await send('POST', '/rpc/goal.get', headers, '{"projectId":"p"}')).status).toBe(415);
    }
    const broken = { ...bearer(), 'content-type': 'application/json' };
    expect((await send('POST', '/rpc/goal.get', broken, '{')).status).toBe(400);
    expect((await send('POST', '/rpc/goal.get', broken, Buffer.from([0x22, 0xff, 0x22]))).status).toBe(400);
  });

  it('refuses a body above the cap, announced or streamed', async () => {
    const before = engine.called.length;
    const big = JSON.stringify({ projectId: 'x'.repeat(20_000) });
    const headers = { ...bearer(), 'content-type': 'application/json' };
    expect((await send('POST', '/rpc/goal.get', headers, big)).status).toBe(413);
    const chunked = { ...headers, 'transfer-encoding': 'chunked' };
    expect((await send('POST', '/rpc/goal.get', chunked, big)).status).toBe(413);
    expect(engine.called.length).toBe(before);
  });

  it('writes files into the export folder only', async () => {
    const save = (path: string) => rpc('files.save', { path, content: 'x', base64: false });
    const { path } = value(await send('POST', '/export-path?name=..%2F..%2Fnotes.md', bearer()));
    expect(path).toMatch(/exports[\\/][0-9a-f]{16}[\\/]_\.\._notes\.md$/);
    expect(JSON.parse((await save(path!)).text)).toEqual({ ok: true, value: null });
    for (const bad of [
      join(root, 'x'),
      '/etc/x',
      join(dataDir, 'exports', '..', 'x'),
      `${dataDir}/exports/../x`,
    ]) {
      expect((await save(bad)).status).toBe(400);
    }
  });
});

describe('uploads and downloads', () => {
  const batch = 'b'.repeat(32);
  const upload = (path: string, body: string, group = batch) =>
    send('POST', `/upload?batch=${group}&path=${encodeURIComponent(path)}`, bearer(), body);

  it('stores a file under a cleaned name inside the data folder', async () => {
    const stored = value(await upload('../../corpus/../notes.txt', 'hello'));
    expect(stored['path']).toBe(join(dataDir, 'uploads', batch, 'corpus', 'notes.txt'));
    expect(stored['name']).toBe('notes.txt');
    expect(readFileSync(stored['path']!, 'utf8')).toBe('hello');
  });

  it('never overwrites, and needs a batch number', async () => {
    await upload('once.txt', '1');
    expect((await upload('once.txt', '2')).status).toBe(409);
    expect((await upload('a.txt', '1', '../..')).status).toBe(400);
    expect((await upload('..', '1')).status).toBe(400);
  });

  it('keeps nothing of an upload above the cap', async () => {
    const group = 'c'.repeat(32);
    const answer = await upload('big.txt', 'x'.repeat(200_000), group).catch(() => ({ status: 413 }));
    expect(answer.status).toBe(413);
    await expect.poll(() => readdirSync(join(dataDir, 'uploads', group)), { timeout: 5000 }).toEqual([]);
  });

  it('gives exports back, and no other file of the computer', async () => {
    const { path } = value(await send('POST', '/export-path?name=corpus.jsonl', bearer()));
    writeFileSync(path!, 'line\n');
    const fetched = await send('GET', `/download?path=${encodeURIComponent(path!)}`, bearer());
    expect(fetched.text).toBe('line\n');
    expect(fetched.headers['content-disposition']).toContain('attachment');
    const link = join(dataDir, 'exports', 'link.txt');
    symlinkSync(join(root, 'secret.txt'), link);
    for (const other of [
      join(root, 'secret.txt'),
      join(dataDir, 'exports', '..', '..', 'secret.txt'),
      `${dataDir}/exports/../../secret.txt`,
      join(dataDir, 'exports'),
      link,
      '',
    ]) {
      const answer = await send('GET', `/download?path=${encodeURIComponent(other)}`, bearer());
      expect(answer.status).toBe(404);
    }
  });
});

describe('events', () => {
  const own = () => ({ origin: host.origin });

  it('reach a page with the token as JSON', async () => {
    const { socket } = await events(['diziner.v1', host.token], own());
    expect(socket?.protocol).toBe('diziner.v1');
    const texts: string[] = [];
    socket!.on('message', (data: Buffer) => texts.push(data.toString()));
    engine.emit({ kind: 'settings-change' });
    await expect.poll(() => texts.at(-1)).toBe('{"kind":"settings-change"}');
    socket!.terminate();
  });

  it.each([
    ['no token', () => ['diziner.v1'], own, 401],
    ['a wrong token', () => ['diziner.v1', 'wrong'], own, 401],
    ['the token as the protocol', () => [host.token], own, 401],
    ['a foreign origin', () => ['diziner.v1', host.token], () => ({ origin: 'http://evil.example' }), 403],
    ['no origin', () => ['diziner.v1', host.token], () => ({}), 403],
    ['a rebound host', () => ['diziner.v1', host.token], () => ({ ...own(), host: 'evil.example' }), 403],
  ] as const)('are refused with %s', async (_name, protocols, headers, status) => {
    expect(await events([...protocols()], headers())).toEqual({ status });
  });

  it('are at one address only', async () => {
    expect(await events(['diziner.v1', host.token], own(), '/other')).toEqual({ status: 404 });
  });

  it('come from the host: a page that sends anything is cut off', async () => {
    const { socket } = await events(['diziner.v1', host.token], own());
    const closed = new Promise<number>((resolve) => socket!.on('close', resolve));
    socket!.send('call me');
    expect(await closed).toBe(1008);
  });
});

describe('closing', () => {
  it('ends connections, frees the port and removes what was uploaded', async () => {
    const second = await startLoopbackHost({
      engine: {
        call: createDispatcher(engine.handlers),
        subscribe: (listener) => engine.subscribe(listener),
      },
      rendererDir,
      dataDir: join(root, 'second'),
    });
    const response = await fetch(`${second.origin}/upload?batch=${'d'.repeat(16)}&path=a.txt`, {
      method: 'POST',
      headers: { authorization: `Bearer ${second.token}` },
      body: 'x',
    });
    expect(response.status).toBe(200);
    await second.close();
    expect(readdirSync(join(root, 'second', 'uploads'))).toEqual([]);
    await expect(fetch(second.origin)).rejects.toThrow();
  });

  it('says which port is taken', async () => {
    const starting = startLoopbackHost({
      engine: {
        call: createDispatcher(engine.handlers),
        subscribe: (listener) => engine.subscribe(listener),
      },
      rendererDir,
      dataDir,
      port: host.port,
    });
    await expect(starting).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});
