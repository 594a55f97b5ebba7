import { createServer as createHttp, type Server } from 'node:http';
import { createServer as createTcp } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '#core/llm/clock.ts';
import type { LlmClient, LlmOutcome } from '#core/llm/llm-client.ts';
import { createOllamaClient } from '#core/llm/ollama-client.ts';
import { createOpenAiClient } from '#core/llm/openai-client.ts';
import { createOllamaService } from '#core/ollama/ollama-service.ts';
import { startFakeOllama } from '#fakes/fake-ollama.ts';
import { testRequest, testTransport } from '#fakes/llm-request.ts';

const never = new AbortController().signal;
const key = 'sk-hostile-secret-0123456789';
const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function listen(server: Server | ReturnType<typeof createTcp>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(
    () =>
      new Promise((resolve) => {
        if ('closeAllConnections' in server) server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const limits = {
  firstMs: 300,
  idleMs: 200,
  totalMs: 500,
  preloadMs: 0,
  recoverMs: 300,
  retryBaseMs: 5,
  prefillTokensPerSecond: 1e9,
  outputTokensPerSecond: 1e4,
};

function clients(
  url: string,
  transport = testTransport(),
): { clients: [string, LlmClient][]; transport: ReturnType<typeof testTransport> } {
  cleanups.push(() => transport.close());
  return {
    transport,
    clients: [
      ['ollama', createOllamaClient({ baseUrl: url, transport, limits })],
      ['openai', createOpenAiClient({ baseUrl: `${url}/v1`, apiKey: key, transport, limits })],
    ],
  };
}
const ask = (client: LlmClient): Promise<LlmOutcome> => client.complete(testRequest(), never);

describe('a server that speaks another protocol', () => {
  it('is named as such: a web page', async () => {
    const url = await listen(
      createHttp((_, response) => response.setHeader('content-type', 'text/html').end('<h1>Printer</h1>')),
    );
    for (const [, client] of clients(url).clients) {
      expect(await ask(client)).toMatchObject({ status: 'fatal', error: { code: 'LLM_NOT_A_SERVER' } });
    }
  });

  it('is unreachable within its deadline: raw bytes instead of HTTP', async () => {
    const sockets = createTcp((socket) => {
      socket.on('error', () => undefined).resume();
      socket.end('SSH-2.0-OpenSSH_9.6\r\n');
    });
    const url = await listen(sockets);
    for (const [, client] of clients(url).clients) {
      expect(await ask(client)).toMatchObject({ status: 'transient', error: { code: 'LLM_UNREACHABLE' } });
    }
  });
});

describe('a server that hangs', () => {
  it('is given up within the deadline, with a clear error', async () => {
    const url = await listen(createTcp((socket) => void socket.on('error', () => undefined).resume()));
    const started = Date.now();
    const { clients: both } = clients(url);
    const openai = both[1]?.[1];
    expect(openai && (await ask(openai))).toMatchObject({
      status: 'transient',
      error: { code: 'LLM_TIMEOUT' },
    });
    expect(Date.now() - started).toBeLessThan(3_000);
    const fake = await startFakeOllama();
    cleanups.push(() => fake.close());
    fake.fault({ mode: 'hangBeforeHeaders' });
    const ollama = clients(fake.url).clients[0]?.[1];
    expect(ollama && (await ask(ollama))).toMatchObject({
      status: 'transient',
      error: { code: 'LLM_TIMEOUT' },
    });
  });
});

describe('a server that redirects to another host', () => {
  it.each([301, 302, 303, 307, 308])(
    'with %i: the other host gets nothing and the error names it',
    async (status) => {
      let reached = 0;
      const other = await listen(
        createHttp((_, response) => {
          reached += 1;
          response.end('{}');
        }),
      );
      const url = await listen(
        createHttp((_, response) => response.writeHead(status, { location: `${other}/api/chat` }).end()),
      );
      for (const [, client] of clients(url).clients) {
        const outcome = await ask(client);
        expect(outcome).toMatchObject({ status: 'fatal', error: { code: 'PRIVACY_BLOCKED' } });
        expect(outcome.error?.message).toContain(new URL(other).host);
      }
      expect(reached).toBe(0);
    },
  );
});

describe('a host that is not allowed', () => {
  it('gets no connection at all, and the refusal is in the ledger', async () => {
    const { clients: both, transport } = clients('http://192.0.2.7:11434');
    for (const [, client] of both) {
      expect(await ask(client)).toMatchObject({ status: 'fatal', error: { code: 'PRIVACY_BLOCKED' } });
    }
    expect(
      transport.entries.map((entry) => [entry.host, entry.allowed, entry.requestBytes, entry.status]),
    ).toEqual([
      ['192.0.2.7:11434', false, 0, null],
      ['192.0.2.7:11434', false, 0, null],
    ]);
  });

  it('is not reached by tricks with the address', async () => {
    const { clients: both } = clients('http://127.0.0.1.example.com:1');
    for (const [, client] of both) expect((await ask(client)).error?.code).toBe('PRIVACY_BLOCKED');
    const file = createOpenAiClient({
      baseUrl: 'ftp://127.0.0.1/v1',
      apiKey: key,
      transport: testTransport(),
    });
    expect((await ask(file)).error?.code).toBe('PRIVACY_BLOCKED');
  });

  it('may be contacted once the user allowed it, by name or with its port', async () => {
    const entries: boolean[] = [];
    for (const allowed of ['llm.example', 'llm.example:8000']) {
      const transport = testTransport([allowed]);
      cleanups.push(() => transport.close());
      const call = transport.fetchFor({ purpose: 'probe', containsDocumentText: false });
      await call('http://llm.example:8000/v1/models', { signal: AbortSignal.abort() }).catch(() => undefined);
      entries.push(transport.entries[0]?.allowed ?? false);
    }
    expect(entries).toEqual([true, true]);
  });
});

describe('the service', () => {
  const service = (url: string, exists = (_: string): boolean => false, mayStart = true) => {
    const folder = mkdtempSync(join(tmpdir(), 'diziner-service-'));
    const transport = testTransport();
    cleanups.push(
      () => rmSync(folder, { recursive: true, force: true }),
      () => transport.close(),
    );
    return createOllamaService({
      url: () => url,
      mayStart: () => mayStart,
      surroundings: { platform: 'linux', env: {}, home: folder, bundled: null, exists },
      server: {
        stateFolder: folder,
        numParallel: 1,
        maxLoadedModels: 1,
        modelsFolder: null,
        cacheType: 'f16',
      },
      transport,
      clock: systemClock,
    });
  };

  it('attaches to a running server and does not claim it as its own', async () => {
    const fake = await startFakeOllama();
    cleanups.push(() => fake.close());
    const attached = service(fake.url);
    await expect(attached.ensure(never)).resolves.toEqual({
      url: fake.url,
      version: '0.33.0',
      managed: false,
    });
    await expect(attached.health(never)).resolves.toMatchObject({
      state: 'running',
      managed: false,
      action: '',
    });
    await expect(attached.restart(never)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('refuses a server that cuts prompts silently', async () => {
    const fake = await startFakeOllama({ version: '0.11.10' });
    cleanups.push(() => fake.close());
    await expect(service(fake.url).ensure(never)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });

  it('tells another program at the address from no program', async () => {
    const url = await listen(
      createHttp((_, response) => response.setHeader('content-type', 'text/html').end('<h1>Router</h1>')),
    );
    await expect(service(url).health(never)).resolves.toMatchObject({ state: 'foreign', version: null });
    await expect(service('http://127.0.0.1:9').health(never)).resolves.toMatchObject({
      state: 'absent',
      message: 'Ollama is not installed.',
      canStart: false,
    });
  });

  it('can be started where Ollama is installed and the settings allow it', async () => {
    const healthOf = (mayStart: boolean) => service('http://127.0.0.1:9', () => true, mayStart).health(never);
    expect(await healthOf(true)).toMatchObject({ state: 'absent', canStart: true });
    expect(await healthOf(false)).toMatchObject({
      state: 'absent',
      canStart: false,
      action: expect.stringContaining('allow DiZiNER to start it') as string,
    });
  });

  it('says what to do when Ollama is not installed', async () => {
    await expect(service('http://127.0.0.1:9').ensure(never)).rejects.toMatchObject({
      code: 'LLM_UNREACHABLE',
      action: expect.stringContaining('Install Ollama') as string,
    });
  });
});
