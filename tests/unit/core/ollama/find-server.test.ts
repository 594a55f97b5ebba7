import { describe, expect, it } from 'vitest';
import {
  binaryCandidates,
  findBinary,
  hostToUrl,
  serverCandidates,
  type Surroundings,
} from '#core/ollama/find-server.ts';
import { createPullProgress } from '#core/ollama/pull-progress.ts';
import { parseListening, serverEnvironment } from '#core/ollama/server-process.ts';

describe('serverCandidates', () => {
  it('are the setting, OLLAMA_HOST and the usual port, each once', () => {
    expect(serverCandidates('http://localhost:11434/', { OLLAMA_HOST: '0.0.0.0' })).toEqual([
      'http://127.0.0.1:11434',
    ]);
    expect(serverCandidates(null, { OLLAMA_HOST: '127.0.0.1:4000' })).toEqual([
      'http://127.0.0.1:4000',
      'http://127.0.0.1:11434',
    ]);
  });
  it.each([
    ['localhost', 'http://localhost:11434'],
    [':8080', 'http://127.0.0.1:8080'],
    ['lab.example:99', 'http://lab.example:99'],
    ['https://lab.example', 'https://lab.example'],
    ['http://x:80', 'http://x'],
    ['', null],
  ])('OLLAMA_HOST %j means %s', (host, url) => {
    expect(hostToUrl(host)).toBe(url);
  });
});

describe('findBinary', () => {
  const around = (platform: NodeJS.Platform, found: string[]): Surroundings => ({
    platform,
    home: '/home/ada',
    bundled: '/app/ollama',
    env: { PATH: '/opt/x:/opt/y', LOCALAPPDATA: 'C:/Local' },
    exists: (path) => found.includes(path),
  });
  it('prefers the bundled program, then known places, then PATH', () => {
    const order = binaryCandidates(around('linux', []));
    expect(order).toEqual([
      '/app/ollama/ollama',
      '/app/ollama/bin/ollama',
      '/usr/local/bin/ollama',
      '/usr/bin/ollama',
      '/home/ada/.local/bin/ollama',
      '/opt/x/ollama',
      '/opt/y/ollama',
    ]);
    expect(findBinary(around('linux', ['/opt/y/ollama', '/usr/bin/ollama']))).toBe('/usr/bin/ollama');
  });
  it('knows the Mac app and the Windows folder', () => {
    expect(binaryCandidates(around('darwin', []))).toContain(
      '/Applications/Ollama.app/Contents/Resources/ollama',
    );
    expect(binaryCandidates(around('win32', [])).join('\n')).toMatch(/Programs.Ollama.ollama\.exe/u);
  });
  it('is null when there is none', () => {
    expect(findBinary(around('linux', []))).toBeNull();
  });
});

describe('starting a server', () => {
  it('finds the port in the line Ollama prints, and only there', () => {
    expect(parseListening('time=x level=INFO msg="Listening on 127.0.0.1:40123 (version 0.33.0)"')).toBe(
      'http://127.0.0.1:40123',
    );
    expect(parseListening('level=INFO msg="Listening on 10.0.0.1:40123"')).toBeNull();
  });
  it('sets the cache type only when asked', () => {
    const base = {
      binary: 'o',
      stateFolder: 's',
      numParallel: 1,
      maxLoadedModels: 1,
      modelsFolder: '/m',
      env: {},
    };
    expect(serverEnvironment({ ...base, cacheType: 'q8_0' })).toMatchObject({
      OLLAMA_KV_CACHE_TYPE: 'q8_0',
      OLLAMA_MODELS: '/m',
    });
    expect(serverEnvironment({ ...base, cacheType: 'f16' })).not.toHaveProperty('OLLAMA_KV_CACHE_TYPE');
  });
});

describe('createPullProgress', () => {
  it('sums layers, ignores what was there before for speed, and estimates the rest', () => {
    const progress = createPullProgress(null);
    expect(progress.at(0)).toEqual({
      completedBytes: 0,
      totalBytes: null,
      bytesPerSecond: null,
      etaMs: null,
    });
    progress.add({ digest: 'a', total: 1000, completed: 400 }, 0);
    progress.add({ digest: 'a', total: 1000, completed: 600 }, 1000);
    expect(progress.at(1000)).toEqual({
      completedBytes: 600,
      totalBytes: 1000,
      bytesPerSecond: 200,
      etaMs: 2000,
    });
    progress.add({ digest: 'b', total: 500, completed: 500 }, 1000);
    expect(progress.at(1000)).toMatchObject({ completedBytes: 1100, totalBytes: 1500, bytesPerSecond: 200 });
  });
  it('uses the catalogue until the layers say more', () => {
    const progress = createPullProgress(2000);
    progress.add({ digest: 'a', total: 500, completed: 0 }, 0);
    expect(progress.at(0).totalBytes).toBe(2000);
    progress.add({ digest: 'b', total: 2500, completed: 0 }, 10);
    expect(progress.at(10).totalBytes).toBe(3000);
  });
});
