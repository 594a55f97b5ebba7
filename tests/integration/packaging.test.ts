import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { runSettingsSchema } from '#shared/domain/run-settings.ts';
import type { RpcReply } from '#shared/rpc/api.ts';
import { channels } from '#shared/rpc/channels.ts';
import type { RpcInput, RpcMethod, RpcOutput } from '#shared/rpc/contract.ts';
import config from '../../electron-builder.config.js';
import { ensureBuild, projectDir } from '../helpers/ensure-build.ts';
import {
  extractAsar,
  listAsar,
  readFuses,
  writeFakeElectronDist,
  type AsarEntry,
} from '../helpers/fake-electron-dist.ts';
import { startShell } from '../helpers/start-shell.ts';

const read = (...path: string[]) => readFileSync(join(projectDir, ...path), 'utf8');
const packageOf = (path: string) => JSON.parse(read(path, 'package.json')) as Record<string, unknown>;
const version = packageOf('node_modules/electron')['version'] as string;

/** Runs electron-builder against a fake Electron: nothing is downloaded, nothing is compiled. */
async function pack(extra: readonly string[] = []): Promise<{ code: number; output: string; app: string }> {
  const work = mkdtempSync(join(tmpdir(), 'diziner-pack-'));
  const dist = join(work, 'electron');
  writeFakeElectronDist(dist, version);
  const child = spawn(
    process.execPath,
    [
      join(projectDir, 'node_modules/electron-builder/cli.js'),
      ...['--linux', 'dir', '--x64', '--publish', 'never', '--config', 'electron-builder.config.js'],
      `-c.electronDist=${dist}`,
      `-c.directories.output=${join(work, 'dist')}`,
      ...extra,
    ],
    { cwd: projectDir },
  );
  let output = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  child.stderr.on('data', (text: Buffer) => (output += text.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, output, app: join(work, 'dist', 'linux-unpacked') };
}

const bundledFile = 'packaging-test.txt';

/** Puts a file where fetch-ollama.js puts the program. @returns what takes it, and the folder if it is new, away again */
function putBundledFile(): () => void {
  const folder = join(projectDir, 'resources/ollama');
  const isNew = mkdirSync(folder, { recursive: true }) !== undefined;
  writeFileSync(join(folder, bundledFile), 'stands for the program');
  return () => rmSync(isNew ? folder : join(folder, bundledFile), { recursive: true, force: true });
}

describe('packaging', () => {
  let app = '';
  let entries: readonly AsarEntry[] = [];
  let paths: readonly string[] = [];
  beforeAll(async () => {
    await ensureBuild();
    const remove = putBundledFile();
    const packed = await pack().finally(remove);
    expect(packed.code, packed.output).toBe(0);
    app = packed.app;
    entries = listAsar(join(app, 'resources/app.asar'));
    paths = entries.map((entry) => entry.path);
  }, 600_000);

  it('packs the build, the resources and the licence', () => {
    for (const path of [
      'package.json',
      'LICENSE',
      'out/main/index.js',
      'out/main/engine-worker.js',
      'out/main/reader-worker.js',
      'out/preload/index.cjs',
      'out/renderer/index.html',
      'resources/sample/sample.jsonl',
      'resources/sample/schema.json',
      'resources/catalogue/models.json',
      'resources/catalogue/prices.json',
      'resources/schema-templates/news.json',
      'resources/icons/icon.png',
    ]) {
      expect(paths).toContain(path);
    }
  });

  it('packs everything the built main files import', () => {
    const builtIn = createRequire(import.meta.url)('node:module') as { builtinModules: string[] };
    const mainFiles = readdirSync(join(projectDir, 'out/main'), { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.js'),
    );
    const imported = new Set(
      mainFiles.flatMap((name) =>
        [...read('out/main', name).matchAll(/^\s*(?:import|export)\b[^'"]*['"]([^.'"#][^'"]*)['"];/gm)].map(
          (match) => match[1]!,
        ),
      ),
    );
    const packages = [...imported]
      .filter(
        (name) => name !== 'electron' && !name.startsWith('node:') && !builtIn.builtinModules.includes(name),
      )
      .map((name) =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      );
    expect(packages).toContain('better-sqlite3');
    for (const name of packages) expect(paths).toContain(`node_modules/${name}/package.json`);
  });

  it('runs from the packed files alone: sample project, built-in annotators, a whole iteration', async () => {
    const appDir = mkdtempSync(join(tmpdir(), 'diziner-packed-'));
    extractAsar(join(app, 'resources/app.asar'), appDir);
    // Electron sets this to the folder that holds the archive.
    const resourcesPath = join(appDir, 'beside');
    mkdirSync(join(resourcesPath, 'ollama'), { recursive: true });
    symlinkSync(join(projectDir, 'tests/fakes/ollama-process.js'), join(resourcesPath, 'ollama/ollama'));
    Object.assign(process, { resourcesPath });
    const shell = await startShell({ appDir, isPackaged: true });
    await vi.waitFor(() => expect(shell.stub.windows).toHaveLength(1));
    const ask = async <M extends RpcMethod>(method: M, input: RpcInput<M>): Promise<RpcOutput<M>> => {
      const reply = (await shell.stub.invoke(channels.call, { method, input })) as RpcReply<M>;
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
    await ask('run.start', { projectId, settings });
    await vi.waitFor(
      async () => expect((await ask('run.status', { projectId }))?.state).toBe('done'),
      60_000,
    );
    // An Ollama beside the archive is found; where a real one runs, the app attaches to that instead.
    expect((await ask('system.health', {})).ollama.message).toMatch(/installed but does not run|runs at/);
    await shell.quit();
  }, 120_000);

  it('ships a fetched Ollama beside the archive, where a program can be started', () => {
    expect(existsSync(join(app, 'resources/ollama', bundledFile))).toBe(true);
    expect(paths.filter((path) => path.startsWith('resources/ollama'))).toEqual([]);
  });

  it('packs no development files: no sources, tests, types, maps, scripts or tools', () => {
    expect(paths.filter((path) => /^(src|tests|bench|docs|scripts|\.)/.test(path))).toEqual([]);
    expect(paths.filter((path) => /\.(map|d\.ts|d\.mts|d\.cts|tsbuildinfo)$/.test(path))).toEqual([]);
    const development = Object.keys(packageOf('.')['devDependencies'] as object);
    const production = Object.keys(packageOf('.')['dependencies'] as object);
    const packed = new Set(paths.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]));
    expect(production.filter((name) => !packed.has(name))).toEqual([]);
    for (const name of [
      'electron',
      'electron-builder',
      'vite',
      'typescript',
      'vitest',
      'playwright',
      'react',
    ]) {
      expect(development).toContain(name);
      expect(packed).not.toContain(name);
    }
  });

  it('packs no project, log, key or environment file', () => {
    expect(paths.filter((path) => /(^|\/)(\.env|\.npmrc)|\.diziner$|\.log$|\.sqlite$/.test(path))).toEqual(
      [],
    );
  });

  it('unpacks the native module of this platform, and no other, beside the archive', () => {
    const native = entries.filter((entry) => entry.path.endsWith('.node'));
    expect(native).toEqual([
      {
        path: 'node_modules/better-sqlite3/prebuilds/linux-x64.node',
        bytes: expect.any(Number) as number,
        unpacked: true,
        offset: 0,
      },
    ]);
    expect(existsSync(join(app, 'resources/app.asar.unpacked', native[0]!.path))).toBe(true);
    expect(paths.filter((path) => /better-sqlite3\/(src|deps)\//.test(path))).toEqual([]);
  });

  it('sets the fuses: no Node from outside, only our own archive, checked', () => {
    const program = readdirSync(app).find((name) => name === 'diziner')!;
    expect(readFuses(join(app, program))).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
      wasmTrapHandlers: true,
    });
  });

  it('refuses a configuration with a key that does not exist', async () => {
    const packed = await pack(['-c.asarUnpak=x']);
    expect(packed.code).not.toBe(0);
    expect(packed.output).toMatch(/unknown property 'asarUnpak'/);
  }, 120_000);
});

describe('the installers', () => {
  const targets = (platform: 'mac' | 'win' | 'linux') =>
    config[platform].target.map(({ target, arch }) => `${target} ${arch.join('+')}`);

  it('are dmg and zip for both macOS processors, nsis for Windows, AppImage and deb for Linux', () => {
    expect(targets('mac')).toEqual(['dmg arm64+x64', 'zip arm64+x64']);
    expect(targets('win')).toEqual(['nsis x64']);
    expect(targets('linux')).toEqual(['AppImage x64', 'deb x64']);
  });

  it('have an icon each, and Linux one of every usual size', () => {
    expect(existsSync(join(projectDir, config.mac.icon))).toBe(true);
    expect(existsSync(join(projectDir, config.win.icon))).toBe(true);
    for (const size of [16, 32, 48, 64, 128, 256, 512]) {
      expect(existsSync(join(projectDir, config.linux.icon, `${String(size)}x${String(size)}.png`))).toBe(
        true,
      );
    }
  });
});
