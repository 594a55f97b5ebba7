import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { serveApp } from '../helpers/served-app.ts';

const bin = fileURLToPath(new URL('../../bin/diziner.js', import.meta.url));
const dataDir = mkdtempSync(join(tmpdir(), 'diziner-serve-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

describe('diziner serve', () => {
  it('prints one address with the token, answers at it, and ends cleanly at Ctrl+C', async () => {
    const app = await serveApp();
    try {
      expect(app.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{32}$/);
      const page = await fetch(app.origin);
      expect(await page.text()).toContain('<div id="root">');
      expect((await app.rpc('system.health', {})).host).toBe('browser');
      expect(await app.interrupt()).toBe(0);
      await expect(fetch(app.origin)).rejects.toThrow();
    } finally {
      await app.close();
    }
  });

  it('opens a project named by its file', async () => {
    const first = await serveApp();
    const project = await first.rpc('projects.create', { name: 'Letters' });
    await first.interrupt();
    const second = await serveApp(['--project', project.path]);
    try {
      const named = new URLSearchParams(new URL(second.url).hash.slice(1)).get('project') ?? '';
      const overview = await second.rpc('projects.overview', { projectId: named });
      expect(overview.summary.name).toBe('Letters');
    } finally {
      await second.close();
      await first.close();
    }
  });

  it('ends when the program that started it ends', async () => {
    const script = `
      const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, ${JSON.stringify([bin, 'serve', '--exit-with-parent', '--data-dir', dataDir])},
        { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
      child.stdout.once('data', (line) => { console.log(child.pid + ' ' + line); process.exit(); });`;
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const line = await new Promise<string>((resolve) => createInterface(parent.stdout).once('line', resolve));
    const pid = Number(line.split(' ')[0]);
    const alive = (): boolean => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    await expect.poll(alive, { timeout: 20_000, interval: 200 }).toBe(false);
  });

  it('says what is wrong with a port or a project, with the exit codes of the command line', () => {
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [bin, 'serve', '--data-dir', dataDir, ...args], {
        encoding: 'utf8',
        timeout: 30_000,
      });
    const badPort = run('--port', '70000');
    expect(badPort.status).toBe(2);
    const noProject = run('--project', 'no-such-project');
    expect(noProject.status).toBe(1);
    expect(noProject.stderr).not.toContain('    at ');
    expect(noProject.stdout).toBe('');
  });
});
