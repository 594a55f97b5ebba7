import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#core/llm/clock.ts';
import { createOllamaService, type OllamaService } from '#core/ollama/ollama-service.ts';
import { readServerRecord, writeServerRecord } from '#core/ollama/server-record.ts';
import { isAlive } from '#core/ollama/process-tree.ts';
import { testTransport } from '#fakes/llm-request.ts';
import { ollamaRunsHere } from '../helpers/ollama-runs-here.ts';

const program = resolve(import.meta.dirname, '../fakes/ollama-process.js');
const never = new AbortController().signal;

describe.skipIf(await ollamaRunsHere())('a server that takes its time to start', () => {
  let folder: string;
  let transport: ReturnType<typeof testTransport>;
  let serve: () => OllamaService;
  let service: OllamaService;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'diziner-service-'));
    transport = testTransport();
    const bundled = join(folder, 'bundle');
    mkdirSync(bundled);
    symlinkSync(program, join(bundled, 'ollama'));
    serve = () =>
      createOllamaService({
        url: () => null,
        mayStart: () => true,
        surroundings: {
          platform: process.platform,
          env: { ...process.env, FAKE_OLLAMA_READY_MS: '500' },
          home: folder,
          bundled,
        },
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
    service = serve();
  });
  afterEach(async () => {
    await service.stop();
    await transport.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const pidFile = (): string => join(folder, 'ollama.pid');
  const startedPid = async (): Promise<number> => {
    await expect.poll(() => existsSync(pidFile()) && readFileSync(pidFile(), 'utf8') !== '').toBe(true);
    return (JSON.parse(readFileSync(pidFile(), 'utf8')) as { pid: number }).pid;
  };

  it('is started once for all who ask, and one who gives up takes it from nobody', async () => {
    const givesUp = new AbortController();
    const first = service.ensure(givesUp.signal);
    const second = service.ensure(never);
    const pid = await startedPid();
    givesUp.abort();
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    const address = await second;
    expect(address).toMatchObject({ version: '0.33.0', managed: true });
    expect(await service.ensure(never)).toEqual(address);
    expect(isAlive(pid)).toBe(true);
  });

  it('that another process of ours runs is used and left alone while that lives, and replaced afterwards', async () => {
    const started = await service.ensure(never);
    // From here on another process owns the server, as the window does while a command runs.
    const owner = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    try {
      const record = readServerRecord(folder)!;
      expect(record).toMatchObject({ url: started.url, owner: process.pid });
      writeServerRecord(folder, { ...record, owner: owner.pid! });
      const other = serve();
      expect(await other.ensure(never)).toEqual({ ...started, managed: false });
      await other.stop();
      expect(isAlive(record.pid)).toBe(true);
      await expect(other.restart(never)).rejects.toMatchObject({ code: 'CONFLICT' });

      const gone = once(owner, 'exit');
      owner.kill();
      await gone;
      const next = await other.ensure(never);
      expect(next.managed).toBe(true);
      expect(next.url).not.toBe(started.url);
      await expect.poll(() => isAlive(record.pid)).toBe(false);
      await other.stop();
      expect(readServerRecord(folder)).toBeNull();
    } finally {
      owner.kill();
    }
  });

  it('is ended by a stop in the middle of its start', async () => {
    const started = service.ensure(never);
    const pid = await startedPid();
    const settled = expect(started).rejects.toMatchObject({ name: 'AbortError' });
    await service.stop();
    await settled;
    expect(isAlive(pid)).toBe(false);
  });
});
